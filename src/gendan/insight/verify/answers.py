"""Answers kept for repeated requests: each can be given again."""

from gendan.insight.verify.check import Check, by_statement
from gendan.kernel.refusals import Refusal

UNREADABLE = """
SELECT format('%%s of %%s', kept.key, kept.actor), left(kept.answer::text, 80), 'an outcome'
  FROM repeat AS kept
 WHERE jsonb_typeof(kept.answer -> 'done') IS DISTINCT FROM 'array'
    OR jsonb_typeof(kept.answer -> 'made') IS DISTINCT FROM 'array'
    OR jsonb_typeof(kept.answer -> 'refused') IS DISTINCT FROM 'array'
    OR EXISTS (SELECT FROM jsonb_path_query(kept.answer, '$.refused[*]') AS refused
                WHERE (jsonb_typeof(refused) = 'array' AND jsonb_array_length(refused) = 4
                       AND refused ->> 1 = ANY(%(reasons)s)) IS NOT TRUE)
"""

CHECKS = (
    Check(
        name="repeated_answers",
        rule="The answer kept for a request can be given again.",
        sentence="The answer to request {document} is not {computed}: {stored}.",
        find=by_statement(UNREADABLE, {"reasons": [reason.name for reason in Refusal]}),
        whole=True,
    ),
)
