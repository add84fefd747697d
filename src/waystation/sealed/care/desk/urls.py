"""Addresses of this room; nothing in them tells who or where."""

from django.urls import path

from waystation.sealed.care.desk.views import help as help_views
from waystation.sealed.care.desk.views import houses, money, stays, tonight

app_name = "care"
urlpatterns = [
    path("", tonight.tonight, name="tonight"),
    path("houses/", houses.house_list, name="house-list"),
    path("houses/add/", houses.add_house, name="add-house"),
    path("houses/of/<ref:helper>/", houses.house_of_helper, name="house-of-helper"),
    path("houses/<ref:house>/", houses.house, name="house"),
    path("houses/<ref:house>/change/", houses.change_house, name="change-house"),
    path("houses/<ref:house>/move/", houses.move_house, name="move-house"),
    path("houses/<ref:house>/visit/", houses.visit, name="visit"),
    path("houses/<ref:house>/address/", houses.address, name="address"),
    path("houses/<ref:house>/address/change/", houses.change_address, name="change-address"),
    path("houses/<ref:house>/address/share/", houses.share_address, name="share-address"),
    path("houses/<ref:house>/address/confirm/", houses.confirm_address, name="confirm-address"),
    path("houses/<ref:house>/address/back/", houses.take_address_back, name="take-address-back"),
    path("houses/<ref:house>/host/", houses.host, name="host"),
    path("houses/<ref:house>/host/end/", houses.end_host, name="end-host"),
    path("houses/<ref:house>/beds/", houses.add_bed, name="add-bed"),
    path("houses/<ref:house>/compromise/", houses.compromise, name="compromise"),
    path("houses/<ref:house>/warn/", houses.warn, name="warn"),
    path("houses/<ref:house>/worry/", tonight.worry, name="worry"),
    path("worries/<ref:worry>/seen/", houses.seen, name="worry-seen"),
    path("beds/<ref:bed>/", houses.bed, name="bed"),
    path("beds/<ref:bed>/hold/", stays.hold_bed, name="hold-bed"),
    path("beds/<ref:bed>/remove/", houses.remove_bed, name="remove-bed"),
    path("blocks/<ref:block>/lift/", houses.lift, name="lift-block"),
    path("wanted/<ref:case>/", stays.want, name="want"),
    path("book/<ref:case>/", stays.book, name="book"),
    path("stays/<ref:stay>/", stays.stay, name="stay"),
    path("stays/<ref:stay>/move/", stays.move, name="move-stay"),
    path("stays/<ref:stay>/nights/", stays.nights, name="nights"),
    path("help/", help_views.help_list, name="help"),
    path("help/refer/<ref:case>/", help_views.refer, name="refer"),
    path("help/referrals/<ref:referral>/", help_views.referral, name="referral"),
    path("help/people/<ref:person>/", help_views.person, name="person"),
    path("help/people/<ref:person>/note/", help_views.write_note, name="note"),
    path("help/people/<ref:person>/appointment/", help_views.plan, name="plan"),
    path("help/appointments/<ref:appointment>/<ref:person>/", help_views.move, name="move-appointment"),
    path("money/", money.money_list, name="money-list"),
    path("money/ask/<ref:case>/", money.ask, name="ask-money"),
    path("money/<ref:request_ref>/", money.money, name="money"),
]
