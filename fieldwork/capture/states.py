"""Words for rounds, uploads and answers. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundKind(models.TextChoices):
    EPISODE = "episode", _("visit")
    RETURN = "return", _("asked back")


class MediaState(models.TextChoices):
    COMING = "coming", _("coming in")
    RECEIVED = "received", _("received")
    PREPARED = "prepared", _("ready")
    REFUSED = "refused", _("refused")


ARRIVED = {MediaState.RECEIVED, MediaState.PREPARED}  # the bytes are here and look like a photo
WAITING = {MediaState.COMING, MediaState.RECEIVED}  # something still has to happen


class MediaKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    AUDIO = "audio", _("audio memo")


class PhotoProblem(models.TextChoices):
    """Why a file is not taken as a photo, or not as a spoken note; what happened and what to do."""

    EMPTY = "empty", _("This photo is empty: the file has no contents. Take it again.")
    TOO_LARGE = "too_large", _("This photo is larger than 25 MB. Take it again with a lower quality.")
    TOO_MANY_PIXELS = "too_many_pixels", _("This picture has more than 60 million pixels. Take an ordinary photo.")
    NOT_A_PHOTO = "not_a_photo", _("This file is not a photo. Choose a photo, or take one.")
    UNREADABLE = "unreadable", _("This photo is damaged and cannot be opened. Take it again.")
    NO_SOUND = "no_sound", _("This recording is empty. Record it again.")
    SOUND_TOO_LARGE = "sound_too_large", _("This recording is larger than 15 MB. Record it again, shorter.")
    SOUND_TOO_LONG = "sound_too_long", _("This recording is longer than 5 minutes. Record it again, shorter.")
    NOT_SOUND = "not_sound", _("This file is not a sound recording. Record it again.")


class AnswerStatus(models.TextChoices):
    ANSWERED = "answered", _("answered")
    NA = "na", _("not applicable")
    MISSING = "missing", _("missing")
    NOT_ASKED = "not_asked", _("not asked")


class PartKind(models.TextChoices):
    """What a part score is the score of; the same words as in ``measurement.parts``."""

    JOURNEY = "journey", _("journey")
    PHASE = "phase", _("phase")
    DIMENSION = "dimension", _("dimension")
