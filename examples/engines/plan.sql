-- interviews: id, day (where the interview ended), calendar, stated, stated_day        plan: followcal table
SELECT
    i.id,
    CASE WHEN i.stated_day <= n.thank_you_latest THEN i.stated_day ELSE n.thank_you_latest END AS thank_you_latest,
    c.check_in_earliest,
    c.check_in_latest,
    c.closing_latest
FROM interviews AS i
JOIN plan AS n
  ON n.calendar = i.calendar AND n.anchor = 'interview' AND n.day = i.day
LEFT JOIN plan AS c
  ON c.calendar = i.calendar
 AND c.anchor = CASE WHEN i.stated IN ('answer-by', 'invited') THEN i.stated ELSE 'interview' END
 AND c.day = CASE WHEN i.stated IN ('answer-by', 'invited') THEN i.stated_day ELSE i.day END
 AND coalesce(i.stated, '') <> 'silence-means-no'
