"""What invented people say when they ask for help, and what they are called. Nobody here exists."""

from waystation.sealed.intake import api as intake

GIVEN = [
    "Amal",
    "Zelim",
    "Aslan",
    "Khava",
    "Malika",
    "Ruslan",
    "Timur",
    "Adam",
    "Islam",
    "Bekhan",
    "Lom",
    "Magomed",
    "Anzor",
    "Rustam",
    "Deni",
    "Ibragim",
    "Salman",
    "Yusup",
    "Akhmed",
    "Shamil",
    "Zaur",
    "Murad",
    "Beslan",
    "Idrisbek",
    "Lecha",
    "Turpal",
    "Umar",
    "Vakha",
    "Zaira",
    "Madina",
    "Aminat",
    "Leyla",
]
FAMILY = [
    "Tarkhoev",
    "Selimov",
    "Bazaev",
    "Gaitov",
    "Ozdarov",
    "Mutaev",
    "Khasiev",
    "Daurov",
    "Elbiev",
    "Yandarov",
]

_ACCOUNTS = (
    (
        "They took my friend on Friday and looked through his phone. My number is in it.",
        "soon",
        ("phone_taken",),
    ),
    ("Меня держали восемь дней и отпустили родственникам. Они сказали, что со мной решат сами.", "now", ()),
    ("Мой брат узнал. Он дал мне время до конца недели.", "soon", ()),
    (
        "I left the house with nothing and I am at a friend's. I cannot stay here longer than two nights.",
        "soon",
        (),
    ),
    ("У меня вызов на «беседу» в понедельник. Двое, кого вызвали до меня, не вернулись.", "now", ()),
    ("Я в другом городе. Приезжал дядя, спрашивал обо мне у хозяйки квартиры.", "soon", ()),
    ("My partner and I and the three children. The eldest is not safe at school any more.", "soon", ()),
    ("Я пока в безопасности, но обратно вернуться не могу. Хочу понять, что мне делать.", "no", ()),
)
_CONTACTS = (
    "Signal, the number ends in 41; only after ten at night",
    "Письмо на эту страницу, проверяю раз в день",
    "Телефон сестры, она знает. Не говорить слово «помощь»",
    "This page only, please do not call",
)


def answers(number: int) -> intake.Answers:
    """Return what the numbered person wrote."""
    happening, danger, _signs = _ACCOUNTS[number % len(_ACCOUNTS)]
    return intake.Answers(
        happening=happening,
        danger=danger,
        people="Только я" if number % 7 else "Нас пятеро, трое детей",
        contact=_CONTACTS[number % len(_CONTACTS)],
        contact_times="После десяти вечера" if number % 2 else "In the morning",
    )


def name(number: int) -> str:
    """Return what the numbered person is called."""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[(number * 7 + number // len(GIVEN)) % len(FAMILY)]}"
