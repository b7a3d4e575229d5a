-- Nothing: the number is kept so that files follow one another without a gap.
SELECT 1;
