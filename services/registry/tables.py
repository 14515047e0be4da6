"""All tables of the registry service's database; migrations compare against ``metadata``."""

from shared.service_tables import service_metadata

metadata = service_metadata()
