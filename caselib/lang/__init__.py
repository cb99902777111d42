"""What every stage knows about Chinese: folding, clauses, numbers, money, dates, negation, modals, words."""
