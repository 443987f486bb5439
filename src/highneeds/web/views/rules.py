"""What the rules found, and one rule with how it acts here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.rules import acts_of, history_of, rule_of, rules_found, set_rule
from highneeds.web.forms import RuleForm
from highneeds.web.rights import Right, needs

_MOST = 50


@require_safe
@needs(Right.SEE_FAULTS)
def list_rules(request: HttpRequest) -> HttpResponse:
    found = rules_found()
    shown = {
        "found": found,
        "schools": found.schools[:_MOST],
        "more_schools": max(0, len(found.schools) - _MOST),
        "is_empty": not (found.rules or found.off),
    }
    return render(request, "web/rules.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_FAULTS, to_change=Right.SET_RULES)
def show_rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    rule = rule_of(rule_id)
    if rule is None:
        raise Http404
    form = RuleForm(acts_of(rule), request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            acts, reason = form.cleaned_data["acts"], form.cleaned_data["reason"]
            try:
                set_rule(rule_id, acts, reason=reason, set_by=request.user.get_username())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("rules")
    shown = {"rule": rule, "form": form, "history": history_of(rule_id), "is_fixed": len(acts_of(rule)) == 1}
    return render(request, "web/rule.html", shown, status=status)
