"""Addresses of the market."""

from __future__ import annotations

from django.urls import path

from pilothouse.market.pages import companies, contacts, inbox, support, telling, themes, votes

app_name = "market"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("feedback/new", inbox.new_feedback, name="new-feedback"),
    path("feedback/add", inbox.quick_feedback, name="quick-feedback"),
    path("feedback/<int:id>", inbox.feedback, name="feedback"),
    path("feedback/<int:id>/undo", inbox.undo_feedback, name="undo-feedback"),
    path("feedback/<int:id>/state", inbox.settle_feedback, name="settle-feedback"),
    path("feedback/<int:id>/remove", inbox.remove_feedback, name="remove-feedback"),
    path("feedback/<int:id>/links", inbox.link_feedback, name="link-feedback"),
    path("feedback/<int:id>/links/<int:link_id>/remove", inbox.unlink_feedback, name="unlink-feedback"),
    path("votes", votes.add_vote, name="add-vote"),
    path("votes/<int:id>/remove", votes.remove_vote, name="remove-vote"),
    path("themes", themes.themes, name="themes"),
    path("themes/find", themes.find_themes, name="find-themes"),
    path("themes/add", themes.quick_theme, name="quick-theme"),
    path("themes/accept", themes.accept_proposals, name="accept-proposals"),
    path("themes/refuse", themes.refuse_proposals, name="refuse-proposals"),
    path("themes/acts/<slug:batch>/undo", themes.undo_accepted, name="undo-accepted"),
    path("themes/<int:id>", themes.theme, name="theme"),
    path("themes/<int:id>/undo", themes.undo_theme, name="undo-theme"),
    path("themes/<int:id>/merge", themes.merge_theme, name="merge-theme"),
    path("themes/<int:id>/retire", themes.retire_theme, name="retire-theme"),
    path("themes/<int:id>/reopen", themes.reopen_theme, name="reopen-theme"),
    path("support", support.support, name="support"),
    path("support/new", support.new_problem, name="new-problem"),
    path("support/add", support.quick_problem, name="quick-problem"),
    path("support/levels", support.service_levels, name="service-levels"),
    path("support/tell", telling.customers_to_tell, name="customers-to-tell"),
    path("support/told", telling.mark_told, name="mark-told"),
    path("support/not-told", telling.mark_not_told, name="mark-not-told"),
    path("support/<int:id>/escalate", telling.escalate_problem, name="escalate-problem"),
    path("support/<int:id>/link", telling.link_problem, name="link-problem"),
    path("support/<int:id>/unlink", telling.unlink_problem, name="unlink-problem"),
    path("support/<int:id>", support.problem, name="problem"),
    path("support/<int:id>/undo", support.undo_problem, name="undo-problem"),
    path("support/<int:id>/settle", support.settle_problem, name="settle-problem"),
    path("support/<int:id>/remove", support.remove_problem, name="remove-problem"),
    path("companies", companies.companies, name="companies"),
    path("companies/new", companies.new_company, name="new-company"),
    path("companies/add", companies.quick_add, name="quick-add"),
    path("companies/<int:id>", companies.company, name="company"),
    path("companies/<int:id>/edit", companies.edit_company, name="edit-company"),
    path("companies/<int:id>/remove", companies.remove_company, name="remove-company"),
    path("companies/<int:id>/undo", companies.undo_add, name="undo-add"),
    path("companies/<int:id>/contacts", companies.add_contact, name="add-contact"),
    path("acts/<slug:batch>/undo", companies.undo_act, name="undo-act"),
    path("contacts", contacts.contacts, name="contacts"),
    path("contacts/new", contacts.new_contact, name="new-contact"),
    path("contacts/<int:id>", contacts.contact, name="contact"),
    path("contacts/<int:id>/erase", contacts.erase_contact, name="erase-contact"),
]
