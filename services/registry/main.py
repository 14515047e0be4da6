"""The registry (登记) service: the only file that knows every feature of it."""

from services.registry.policy.routes import router as policy
from services.registry.towns.routes import router as towns
from shared.web.app import Service

SERVICE = Service(
    name="registry",
    title="Shegong registry 登记服务",
    description="Towns of the coverage plan and the city's policy parameters.",
    routers=(towns, policy),
)
