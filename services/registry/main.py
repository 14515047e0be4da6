"""The registry (登记) service: the only file that knows every feature of it."""

from services.registry.contracts.routes import router as contracts
from services.registry.organisations.routes import router as organisations
from services.registry.policy.routes import router as policy
from services.registry.procurement.routes import router as tenders
from services.registry.staffing.routes import router as staffing
from services.registry.stations.routes import router as stations
from services.registry.towns.routes import router as towns
from shared.web.app import Service

SERVICE = Service(
    name="registry",
    title="Shegong registry 登记服务",
    description="Towns of the coverage plan, policy parameters, organisations, stations, tenders, contracts, staff.",
    routers=(towns, policy, organisations, stations, tenders, contracts, staffing),
)
