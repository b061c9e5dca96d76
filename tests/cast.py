"""The people of the stories: one of each department, and those outside the house."""

from gendan.kernel.actor import SYSTEM, Actor
from gendan.process.model import Role

SAM = Actor("sam", Role.SALES)
MEI = Actor("mei", Role.WAREHOUSE)
LIN = Actor("lin", Role.LOGISTICS)
ADA = Actor("ada", Role.SERVICE)
ANN = Actor("ann", Role.AFTERSALES)
BO = Actor("bo", Role.MANAGER)
ZOE = Actor("zoe", Role.CUSTOMER)
CAL = Actor("cal", Role.CARRIER)

CAST = {actor.role: actor for actor in (SAM, MEI, LIN, ADA, ANN, BO, ZOE, CAL, SYSTEM)}


def somebody(roles: tuple[Role, ...]) -> Actor:
    """One who has one of these roles."""
    return CAST[roles[0]]
