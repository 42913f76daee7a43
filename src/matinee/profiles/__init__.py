"""What each person is like: state from their events, taste from that state and the catalogue."""

from .config import ProfilesConfig
from .pictures import PictureTaste
from .profile import Profile
from .refresh import Profiles
from .taste import Taste, read_taste

__all__ = ["PictureTaste", "Profile", "Profiles", "ProfilesConfig", "Taste", "read_taste"]
