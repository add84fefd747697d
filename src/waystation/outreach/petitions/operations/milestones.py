"""A milestone that is reached writes its own draft of an update, once; people read it, approve it and send it."""

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.outreach.petitions.models import Petition, Update
from waystation.outreach.petitions.rules import machine


def note_milestone(row: Petition, standing: int) -> None:
    """Draft the update that tells of the highest milestone reached, unless it or a higher one was told of."""
    reached = max((goal for goal in row.goals if goal <= standing), default=0)
    if not reached or row.state not in machine.SIGNABLE:
        return
    if Update.objects.filter(petition=row, goal__gte=reached).exists():
        return
    subjects, words = {}, {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told = {"number": intcomma(reached)}
            subjects[language] = _("%(number)s have signed") % told
            words[language] = (
                _(
                    "%(number)s people have signed and been counted. Thank you for being one of them. "
                    "The next step is yours again: tell somebody who would sign too."
                )
                % told
            )
    drafted = Update(petition=row, goal=reached, subjects=subjects, words=words)
    Update.objects.bulk_create([drafted], ignore_conflicts=True)
