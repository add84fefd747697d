"""Who reads the cases that were there before their readers had a table."""

from django.db import migrations
from django.db.models import F


def note_readers(apps, _editor):
    """Note who holds a current grant of some section of a case, recovery left out."""
    sheets = apps.get_model("casework", "CaseSheet").objects.all()
    grants = apps.get_model("vault", "Grant").objects.exclude(holder__kind="recovery")
    reader = apps.get_model("casework", "Reader")
    case_of = dict(sheets.values_list("section_id", "case_id"))
    current = grants.filter(section__in=sheets.values("section"), generation=F("section__generation"))
    found = {(case_of[section], line) for section, line in current.values_list("section_id", "line")}
    rows = (reader(case_id=case, line=line) for case, line in sorted(found))
    reader.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0003_reader'),
        ('vault', '0003_pins'),
    ]

    operations = [
        migrations.RunPython(note_readers, migrations.RunPython.noop),
    ]
