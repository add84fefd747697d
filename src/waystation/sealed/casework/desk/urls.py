"""Addresses of casework at the desk; the case's own page is put together in the hall."""

from django.urls import path

from waystation.sealed.casework.desk.views import cases, lists, persons, work

app_name = "casework"

urlpatterns = [
    path("", lists.case_list, name="case-list"),
    path("assign/", lists.assign_many, name="assign-many"),
    path("table/", lists.table, name="table"),
    path("views/", lists.save_view, name="save-view"),
    path("views/<ref:view>/drop/", lists.drop_view, name="drop-view"),
    path("open/<ref:request_ref>/", cases.open_case, name="case-open"),
    path("<ref:case>/print/", cases.printed, name="print"),
    path("<ref:case>/timeline/", cases.timeline, name="timeline"),
    path("<ref:case>/sections/<slug:kind>/", cases.section, name="section"),
    path("<ref:case>/readers/", cases.who_reads, name="readers"),
    path("<ref:case>/readers/withdraw/", cases.withdraw, name="withdraw"),
    path("<ref:case>/restrict/", cases.restrict, name="restrict"),
    path("<ref:case>/note/", cases.note, name="note"),
    path("<ref:case>/level/", cases.level, name="level"),
    path("<ref:case>/assign/", cases.assign, name="assign"),
    path("<ref:case>/heard/", cases.heard, name="heard"),
    path("<ref:case>/together/", persons.together, name="together"),
    path("<ref:case>/people/add/", persons.add, name="add-person"),
    path("<ref:case>/tasks/", work.tasks, name="tasks"),
    path("<ref:case>/tasks/add/", work.add_task, name="add-task"),
    path("<ref:case>/next/", work.next_step, name="next-step"),
    path("<ref:case>/approvals/<ref:approval>/", work.approval, name="approval"),
    path("tasks/<ref:task>/", work.task, name="task"),
    path("people/<ref:person>/", persons.person, name="person"),
    path("people/<ref:person>/change/", persons.change, name="change-person"),
    path("people/<ref:person>/moves/", persons.moves, name="moves"),
    path("people/<ref:person>/moves/<slug:move>/", persons.move, name="move"),
    path("people/<ref:person>/check/", persons.check, name="check"),
    path("people/<ref:person>/apart/", persons.apart, name="apart"),
    path("people/<ref:person>/happened/", persons.overlay, name="overlay"),
    path("people/<ref:person>/happened/<slug:kind>/", persons.overlay_step, name="overlay-step"),
    path("people/<ref:person>/consent/", work.consent, name="consent"),
    path("people/<ref:person>/consent/<ref:consent>/narrow/", work.narrow, name="narrow"),
    path("people/<ref:person>/consent/<ref:consent>/back/", work.take_back, name="take-back"),
]
