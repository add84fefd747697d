"""Why two names were taken for one, or were not: a code, a sentence, and the words it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(sentence: str) -> str:
    """Mark a sentence for the translators; the house translates by these very texts."""
    return sentence


SENTENCES: Mapping[str, str] = {
    "same": _("“%(one)s” is written the same"),
    "spelling": _("“%(one)s” and “%(other)s” sound the same in another spelling"),
    "near": _("“%(one)s” and “%(other)s” sound nearly the same"),
    "typing": _("“%(one)s” and “%(other)s” differ by one slip of the finger"),
    "gender": _("“%(one)s” and “%(other)s” are one surname with a man’s and a woman’s ending"),
    "forms": _("“%(one)s” and “%(other)s” are forms of one name"),
    "short": _("“%(one)s” and “%(other)s”: one is a short form of the other"),
    "short_unsure": _("“%(one)s” and “%(other)s”: the short form can stand for more than one name"),
    "initial": _("“%(one)s” and “%(other)s”: an initial that fits, which is not enough"),
    "order": _("the words stand in another order"),
    "joined": _("written together in one place and apart in the other: “%(one)s”"),
    "layout": _("“%(one)s” typed in the other keyboard layout is “%(other)s”"),
    "missing_patronymic": _("the patronymic “%(one)s” stands on one side only"),
    "missing": _("“%(one)s” stands on one side only"),
    "one_word": _("only one word in common: too little to be sure of a person"),
    "root": _("“%(one)s” and “%(other)s” are built from one root and are not the same name"),
    "two_names": _("“%(one)s” and “%(other)s” are two different names"),
    "two_surnames": _("“%(one)s” and “%(other)s” are two different surnames"),
    "two_genders": _("“%(one)s” and “%(other)s” are a man’s and a woman’s name"),
    "different": _("“%(one)s” and “%(other)s” do not sound alike"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``str()`` says it in English, ``gettext(reason.sentence) % reason.about`` in any language."""

    code: str
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The English sentence with its placeholders, as it stands in the catalogues."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence % self.about
