"""Slides: reading order, tables, groups, notes, automatic numbers."""

from __future__ import annotations

from pathlib import Path

from pptx import Presentation
from pptx.util import Inches

from . import make
from .helpers import kinds, of, sound


def box(shapes: object, left: float, top: float, *lines: str) -> object:
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = "\n".join(lines)
    return shape


def test_slides(tmp_path: Path) -> None:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "案例一"
    box(slide.shapes, 5, 3.05, "右")
    box(slide.shapes, 1, 3.0, "左")
    group = slide.shapes.add_group_shape()
    box(group.shapes, 1, 5.5, "组下")
    box(group.shapes, 1, 5.0, "组上")
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(0.8)).table
    for cell, words in zip(table.iter_cells(), ["岗位", "额度", "领班", "100元\n以内"], strict=True):
        cell.text = words
    slide.notes_slide.notes_text_frame.text = "先问学员。"
    presentation.slides.add_slide(presentation.slide_layouts[6])
    box(presentation.slides.add_slide(presentation.slide_layouts[6]).shapes, 1, 1, "末页\v换行")
    (text,), problems = of(tmp_path, "a.pptx", make.saved(presentation))
    assert text.text == "案例一\n岗位\t额度\n领班\t100元\n以内\n左\n右\n组上\n组下\n先问学员。\n末页\n换行"
    assert kinds(text)[0] == ("heading", "slide:1", "案例一")
    assert ("notes", "slide:1/notes", "先问学员。") in kinds(text)
    assert kinds(text)[-1] == ("paragraph", "slide:3", "末页\n换行")
    assert problems == []
    sound(text)


def test_automatic_numbers(tmp_path: Path) -> None:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    frame = box(slide.shapes, 1, 1, "甲", "乙", "说明", "丙").text_frame
    for paragraph, kind in zip(frame.paragraphs, ["ea1ChsPeriod", "ea1ChsPeriod", "", "arabicParenBoth"], strict=True):
        if kind:
            paragraph._p.get_or_add_pPr().insert_element_before(
                paragraph._p.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buAutoNum", {"type": kind})
            )
    (text,), _ = of(tmp_path, "a.pptx", make.saved(presentation))
    assert text.text == "一. 甲\n二. 乙\n说明\n(1) 丙"
