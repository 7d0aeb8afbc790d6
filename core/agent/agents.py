"""Which agents there are, and which one answers unless somebody chooses."""

from sqlalchemy import Engine

from core.agent.gemini import GeminiAgent
from core.agent.offline import OfflineAgent
from core.agent.protocol import Agent
from core.config import Settings


def make_agents(engine: Engine, settings: Settings) -> tuple[dict[str, Agent], str]:
    """(agents by name, the default's name) for these settings."""
    offline = OfflineAgent(engine)
    if not settings.has_gemini:
        return {offline.name: offline}, offline.name
    gemini = GeminiAgent(settings)
    return {gemini.name: gemini, offline.name: offline}, gemini.name
