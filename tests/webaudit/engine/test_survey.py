from jalons.webaudit.engine.survey import (
    MOST_REFUSALS,
    Candidate,
    Itinerary,
    Route,
    samples,
    unvisited,
)

ROUTES = (
    Route("home", "/", "/"),
    Route("item", "/item/[0-9]+"),
    Route("help", "/help", "/help"),
)
ORIGIN = "http://127.0.0.1:80"


def walked(itinerary):
    while url := itinerary.next():
        itinerary.done(url)
        yield url.removeprefix(ORIGIN)


def test_an_itinerary_leaves_other_origins_and_unknown_pages_alone():
    itinerary = Itinerary(ROUTES, ORIGIN)
    itinerary.add(["https://elsewhere.fr/item/1", f"{ORIGIN}0/item/1", "/unknown", "/item/1"])
    assert list(walked(itinerary)) == ["/", "/help", "/item/1"]


def test_one_sample_of_a_route_is_enough_and_a_failed_one_is_replaced():
    itinerary = Itinerary(ROUTES, ORIGIN)
    itinerary.add(["/item/1", "/item/2", "/item/3?sort=name"])
    assert [itinerary.next() for _ in range(3)] == [
        f"{ORIGIN}/",
        f"{ORIGIN}/help",
        f"{ORIGIN}/item/1",
    ]
    assert itinerary.next() == f"{ORIGIN}/item/2"
    itinerary.done(f"{ORIGIN}/item/2")
    assert itinerary.next() is None
    assert not itinerary.is_new(f"{ORIGIN}/item/9")
    assert itinerary.is_new(f"{ORIGIN}/help")


def test_an_itinerary_may_keep_to_the_routes_of_one_name():
    itinerary = Itinerary(ROUTES, ORIGIN, only="he")
    itinerary.add(["/item/1"])
    assert list(walked(itinerary)) == ["/help"]
    assert not itinerary.is_new(f"{ORIGIN}/")


def test_a_route_that_refuses_is_left_and_another_is_not():
    itinerary = Itinerary(ROUTES, ORIGIN)
    itinerary.add([f"/item/{number}" for number in range(20)])
    tried = []
    while url := itinerary.next():
        tried.append(url)
        itinerary.refused(url)
    assert len(tried) == 2 + MOST_REFUSALS


def test_files_that_end_alike_are_requested_once_and_pages_beside_them_are_not_lost():
    routes = (Route("file", "/lots/[0-9]+/[a-z]+/", kind="download"),
              Route("sheet", "/sites/[0-9]+/[a-z]+/", kind="download"))  # fmt: skip
    itinerary = Itinerary(routes, ORIGIN)
    itinerary.add(["/lots/1/pdf/", "/lots/2/pdf/", "/sites/1/pdf/", "/lots/1/html/"])
    tried = []
    while url := itinerary.next():
        tried.append(url.removeprefix(ORIGIN))
        (itinerary.is_file if url.endswith("/pdf/") else itinerary.done)(url)
    assert tried == ["/lots/1/pdf/", "/lots/1/html/"]


def test_who_comes_after_the_scout_sees_one_page_of_each_kind():
    routes = (Route("lots", "/lots", "/lots", kind="list"),
              Route("sites", "/sites", "/sites", kind="list"), Route("lot", "/lots/1"))  # fmt: skip
    second = Itinerary(routes, ORIGIN, by_kind=True)
    second.add(["/lots/1"])
    assert list(walked(second)) == ["/lots", "/lots/1"]
    assert len(list(walked(Itinerary(routes, ORIGIN)))) == 2


def test_the_pages_nobody_saw_are_named():
    assert unvisited(ROUTES, []) == ("home", "item", "help")


def test_a_role_that_is_sent_the_same_elements_is_not_visited_again():
    def page(role, shape, size=10, kind="list"):
        return Candidate(role, kind, kind, f"/{role}/{size}", size, shape=shape)

    reader, lead, chief = page("reader", "a"), page("lead", "b"), page("chief", "b")
    assert samples([reader, lead, chief]) == (reader, lead)
    longest = page("chief", "b", size=90)
    assert samples([reader, lead, chief, longest]) == (reader, lead, longest)
    unknown = [page("reader", ""), page("lead", "")]
    assert samples(unknown) == tuple(unknown)
    assert samples([page("reader", "a"), page("lead", "a", kind="other")])[1].role == "lead"
