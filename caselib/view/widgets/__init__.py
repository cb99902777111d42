"""Widgets for notebooks (anywidget): :func:`show` reads cases in their text, :func:`table` browses them.

Each is one ES module without a build step. They need the extra ``notebook``; importing this package does not.
"""
