"""The funding (资金) service: the only file that knows every feature of it."""

from services.funding.events import HANDLERS
from services.funding.subsidy.routes import router as subsidy
from shared.web.app import Service

SERVICE = Service(
    name="funding",
    title="Shegong funding 资金服务",
    description="What city, town and operator bear, and why.",
    routers=(subsidy,),
    handlers=HANDLERS,
)
