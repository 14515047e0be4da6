"""What can go wrong with a tender beyond the rules of a single step."""

from shared.values.errors import DomainError, InvalidInput


class TenderCodeTaken(DomainError):
    """Another tender has this code, or the station has one under way (TEN-1)."""

    code = "tender-exists"
    rule = "TEN-1"
    title_zh = "招标编号已被使用，或该站点已有进行中的招标"
    title_en = "The code is taken, or the station has a tender under way"


class TimesNotInOrder(InvalidInput):
    """Bidding opens, then closes, then bids are opened (TEN-1)."""

    code = "tender-times-not-in-order"
    rule = "TEN-1"
    title_zh = "时间顺序不符"
    title_en = "The times are not in order"
    detail_zh = "须先开始投标，再截止，然后开标。"
    detail_en = "Bidding opens before it closes, and closes at the latest when bids are opened."


class CriterionTwice(InvalidInput):
    """A criterion's code appears twice (TEN-1)."""

    code = "criterion-twice"
    rule = "TEN-1"
    title_zh = "评分标准重复"
    title_en = "A criterion appears twice"


class NotRecorded(InvalidInput):
    """Only a tender that is recorded after the fact says when a step happened (TEN-1)."""

    code = "tender-not-recorded"
    rule = "TEN-1"
    title_zh = "非补录招标不得填写时间"
    title_en = "Only a recorded tender names the time of a step"


class BidTwice(DomainError):
    """An organisation bids once (TEN-1)."""

    code = "bid-twice"
    rule = "TEN-1"
    title_zh = "该组织已投标"
    title_en = "The organisation has bid already"


class PriceNotAcceptable(InvalidInput):
    """A price is more than zero and at most the tender's ceiling (最高限价, TEN-1)."""

    code = "price-not-acceptable"
    rule = "TEN-1"
    title_zh = "报价须大于零且不超过最高限价"
    title_en = "The price must be above zero and within the ceiling"
    detail_zh = "最高限价为 {ceiling} 元。"
    detail_en = "The ceiling is {ceiling} yuan."


class AlreadyScored(DomainError):
    """A member scores a bid once (TEN-1)."""

    code = "already-scored"
    rule = "TEN-1"
    title_zh = "已评分"
    title_en = "You have scored this bid already"


class AlreadyDeclared(DomainError):
    """A member declares interests once (TEN-1)."""

    code = "already-declared"
    rule = "TEN-1"
    title_zh = "已申报"
    title_en = "You have declared already"


class ObjectionStands(DomainError):
    """No award while an objection is open, and none after one was upheld (TEN-1)."""

    code = "objection-stands"
    rule = "TEN-1"
    title_zh = "存在未处理或成立的异议"
    title_en = "An objection is open or was upheld"
    detail_zh = "未处理 {open} 件，成立 {upheld} 件。"
    detail_en = "{open} open, {upheld} upheld."
