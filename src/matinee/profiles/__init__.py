"""What each person is like: state from their events, taste from that state and the catalogue."""

from .config import ProfilesConfig
from .profile import Profile
from .refresh import Profiles
from .taste import Taste, read_taste

__all__ = ["Profile", "Profiles", "ProfilesConfig", "Taste", "read_taste"]
