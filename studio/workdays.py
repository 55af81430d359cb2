"""Which days people work on in Kazakhstan, by the library `holidays`: its holidays, and the days that are moved.

A holiday that falls on a weekend is moved to the next working day, and the government moves others by decree; both are
in the library for the years that it knows. Of years to come the days of Qurban ait are estimated there. A newer version
of the library knows more: a term already promised keeps its day, since that stands in the record.

The usual term, `NOTICE_WORKING_DAYS`, is the one for an answer to an appeal: fifteen working days by article 76 of the
Administrative Procedure and Process Code of 29 June 2020, No. 350-VI (read as quoted by state bodies, such as
https://emhana1krg.kz, not in the code's own edition). It may be longer by a motivated decision, and other laws set
other terms.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from holidays import country_holidays


def kazakhstan() -> Callable[[date], bool]:
    """Whether a day is a working day."""
    return country_holidays("KZ").is_working_day
