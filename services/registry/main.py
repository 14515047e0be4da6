"""The registry (登记) service: the only file that knows every feature of it."""

from services.registry.organisations.routes import router as organisations
from services.registry.policy.routes import router as policy
from services.registry.staffing.routes import router as staffing
from services.registry.stations.routes import router as stations
from services.registry.towns.routes import router as towns
from shared.web.app import Service

SERVICE = Service(
    name="registry",
    title="Shegong registry 登记服务",
    description="Towns of the coverage plan, policy parameters, organisations, stations and the people on post.",
    routers=(towns, policy, organisations, stations, staffing),
)
