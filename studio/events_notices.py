"""What happens to questions that are answered in writing, and to the directory of departments that answer them."""

from __future__ import annotations

from typing import Any, Literal

from studio.events_base import Frozen, Hash, Id, Language, Private


class HandedOver(Frozen):
    """A department owes the answer from now on; where another one did before, with a reason."""

    type: Literal["handed_over"] = "handed_over"
    question: Id
    department: Id
    reason: str | None = Private


class Drafted(Frozen):
    """Somebody wrote the answer, in place of what was drafted before; the hash goes over all its languages."""

    type: Literal["drafted"] = "drafted"
    question: Id
    hash: Hash
    texts: Any = Private  # by language
    flags: Any = Private  # tuples of qa.flags.Flag, by language


class DraftApproved(Frozen):
    """Somebody approved exactly this draft."""

    type: Literal["draft_approved"] = "draft_approved"
    question: Id
    hash: Hash


class AnswerPublished(Frozen):
    """The approved answer stands on the asker's receipt; if `public`, also with the question in the record."""

    type: Literal["answer_published"] = "answer_published"
    question: Id
    hash: Hash
    public: bool = False


class Objected(Frozen):
    """The holder of the receipt says that the answer did not answer the question."""

    type: Literal["objected"] = "objected"
    question: Id


class DepartmentSet(Frozen):
    """A department of the directory is so from now on; a retired one is owed no further answer."""

    type: Literal["department_set"] = "department_set"
    department: Id
    retired: bool = False
    details: Any = Private  # qa.departments.Details


class MailAsked(Frozen):
    """The holder of the receipt wants a letter once there is an outcome."""

    type: Literal["mail_asked"] = "mail_asked"
    question: Id
    language: Language
    sealed: str = Private  # address and receipt code; base64, see studio.sealing


class MailTried(Frozen):
    """The letter is being handed to the mail server from now on; whether it arrives there the next event says."""

    type: Literal["mail_tried"] = "mail_tried"
    question: Id


class MailEnded(Frozen):
    """The address is deleted. `refused`: by the mail server; `unsure`: the letter may have been sent."""

    type: Literal["mail_ended"] = "mail_ended"
    question: Id
    how: Literal["sent", "taken_back", "withdrawn", "refused", "failed", "unsure"]


class Reminded(Frozen):
    """The department was reminded of an answer that is due, or overdue."""

    type: Literal["reminded"] = "reminded"
    question: Id
    department: Id
    due: int  # ms since the epoch
    stage: int  # 0: before it is due; 1: overdue; then one more a week
