"""What anybody can do now is put together from every room of the open wing, on its own page and beside the news."""

from waystation.outreach.digest import api as digest
from waystation.outreach.petitions import api as petitions
from waystation.testing import digest as news
from waystation.testing import petitions as props
from waystation.testing.doors import FrontClient


def test_what_is_open_stands_on_one_page_and_beside_the_news_and_goes_when_it_closes(
    cast, at, front: FrontClient
) -> None:
    assert "Nothing is open just now" in front.get("/en/act/").content.decode()
    ref = props.an_open_petition(cast, at)
    news.published(cast, at, digest.WAY, {"en": ("Through a friend", "Ask first.")})
    entry = news.entry(cast, at)
    title = props.WORDS["en"]["title"]
    for path in ("act/", "digest/", f"digest/{entry}/"):
        page = front.get(f"/en/{path}").content.decode()
        assert f'href="/en/petitions/{ref}/"' in page
        assert title in page
        assert 'href="/en/giving/"' in page
    assert props.WORDS["ru"]["title"] in front.get("/ru/act/").content.decode()
    petitions.move_petition(actor=cast.kira, petition=ref, move="close", at=at)
    assert title not in front.get("/en/act/").content.decode()
