"""The staff room's pages: the team, one's own account, locking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid, here
from waystation.foundation.staff import api as staff
from waystation.foundation.staff.desk import forms


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Show the teams and colleagues, and the key work that waits."""
    actor = staff.acting(request)
    names = {colleague.ref: colleague.name for colleague in staff.list_colleagues(actor)}
    teams = [(card, [names.get(line, "") for line in card.members]) for card in staff.list_teams(actor)]
    return render(
        request,
        "staff/desk/team.html",
        {
            "teams": teams,
            "colleagues": [
                (colleague, [_(staff.ROLES[role]) for role in colleague.roles])
                for colleague in staff.list_colleagues(actor)
            ],
            "key_work": staff.count_key_work(actor),
            "may_change": actor.is_any("supervisor"),
            "new_team": forms.NewTeam(),
        },
    )


@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest) -> HttpResponse:
    """Add a colleague."""
    actor = _supervisor(request)
    form = forms.NewMember(request.POST or None, teams=_joinable(actor), initial={"language": "en"})
    if request.method == "POST" and form.is_valid():
        try:
            staff.add_member(actor=actor, at=clock.now(), **form.cleaned_data)
        except Invalid as wrong:
            asking.show(form, wrong)
        else:
            messages.success(request, _("Added. Hand over the first passphrase by voice, not in writing."))
            return redirect("staff:team")
    return render(request, "staff/desk/add_member.html", {"form": form})


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one colleague to a supervisor: bring into or take out of a team, close the account."""
    actor = _supervisor(request)
    found = here(
        next((colleague for colleague in staff.list_colleagues(actor) if colleague.ref == ref), None)
    )
    if request.method == "POST":
        _change_member(request, actor, ref)
        return redirect("staff:member", ref=ref)
    teams = staff.list_teams(actor)
    context = {
        "colleague": found,
        "roles": [_(staff.ROLES[role]) for role in found.roles],
        "inside": [card for card in teams if ref in card.members],
        "outside": [card for card in teams if ref not in card.members],
    }
    return render(request, "staff/desk/member.html", context)


@require_POST
def add_team(request: HttpRequest) -> HttpResponse:
    """Create a casework team."""
    actor = _supervisor(request)
    form = forms.NewTeam(request.POST)
    if form.is_valid():
        staff.create_team(actor=actor, name=form.cleaned_data["name"], at=clock.now())
        messages.success(request, _("The team is there. You are its first member: bring others in."))
    else:
        messages.error(request, _("Give the team a name."))
    return redirect("staff:team")


@require_POST
def key_work(request: HttpRequest) -> HttpResponse:
    """Do the key work that waits for a member of the actor's teams."""
    done = staff.do_key_work(actor=staff.acting(request), at=clock.now())
    messages.success(request, _("Keys handed on or rotated: %(done)s.") % {"done": done})
    return redirect("staff:team")


@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Change one's own passphrase."""
    form = forms.Passphrase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff.change_passphrase(
                actor=staff.acting(request),
                present=form.cleaned_data["present"],
                new=form.cleaned_data["new"],
                at=clock.now(),
            )
        except Invalid as wrong:
            asking.show(form, wrong)
        else:
            messages.success(request, _("Changed. The old passphrase opens nothing any more."))
            return redirect("staff:account")
    return render(request, "staff/desk/passphrase.html", {"form": form})


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show what one can do about one's own account."""
    return render(
        request,
        "staff/desk/account.html",
        {"has_second_factor": staff.has_second_factor(staff.acting(request).ref)},
    )


@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once: a post ends every session of one's own; the page offers to lock the whole house."""
    actor = staff.acting(request)
    if request.method == "GET":
        return render(request, "staff/desk/lock.html")
    if request.POST.get("who") == "everyone":
        staff.lock_everyone(actor=actor, at=clock.now())
    else:
        staff.lock_mine(actor=actor, at=clock.now())
    request.session.flush()
    response = redirect("staff:locked")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@login_not_required
@require_GET
def locked(request: HttpRequest) -> HttpResponse:
    """Say that everything is locked."""
    return render(request, "staff/desk/locked.html")


def _change_member(request: HttpRequest, actor: staff.Actor, ref: str) -> None:
    at, deed = clock.now(), request.POST.get("deed")
    if deed == "close":
        staff.close_member(actor=actor, member=ref, at=at)
        messages.success(request, _("The account is closed, its sessions are ended, its keys taken back."))
    elif deed in {"join", "leave"}:
        act = staff.join_team if deed == "join" else staff.leave_team
        act(actor=actor, team=request.POST.get("team", ""), member=ref, at=at)
        messages.success(
            request, _("Done. Where you are not in the team yourself, its next member hands the key on.")
        )


def _joinable(actor: staff.Actor) -> list[staff.TeamCard]:
    return [card for card in staff.list_teams(actor) if card.kind != "everyone"]


def _supervisor(request: HttpRequest) -> staff.Actor:
    return staff.acting(request, "supervisor")
