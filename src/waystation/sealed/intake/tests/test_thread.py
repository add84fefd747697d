"""From the first words to an answer, and what happens when somebody meddles in between."""

from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake

ZELIM = intake.Answers(
    happening="Моего друга забрали вчера ночью.", danger="now", contact="+7 928 123-45-67, @zelim_a"
)


def ask(at, answers=ZELIM, entropy=None, **more) -> intake.Receipt:
    return intake.seal_request(
        answers=answers, entropy=entropy or vault.new_entropy(), language="ru", attachments=[], at=at, **more
    )


def test_zelim_asks_and_vera_answers(house, at) -> None:
    receipt = ask(at)
    assert len(receipt.words) == 12
    assert intake.confirm_words(
        entropy=receipt.entropy, typed={3: receipt.words[2], 7: receipt.words[6]}, language="ru", at=at
    )
    page = intake.list_queue(house.vera, at=at)
    assert [row.ref for row in page.rows] == [receipt.request]
    assert page.rows[0].level == "immediate"
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    card = intake.open_request(actor=house.vera, request=receipt.request, at=at)
    assert card.answers == ZELIM
    intake.answer(actor=house.vera, request=receipt.request, text="Мы рядом.", at=at)
    box = intake.mailbox(entropy=receipt.entropy, at=at)
    assert [message.text for message in box.thread.messages] == ["", "Мы рядом."]
    assert box.thread.is_whole
