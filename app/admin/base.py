"""The one management screen: each entity is an instance of it, and what it shows is decided per set of roles.

Flask-Admin routes and names the screen; what it would scaffold by itself (columns, filters, forms, look-ups,
deletion) is switched off, since none of it asks who is looking (docs/decisions/0007-admin-screens.md).
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn
from urllib.parse import quote

from flask import abort, flash, g, make_response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DataError

from app import clock, typed
from app.access import audit, seeing, taken_along
from app.access.fresh import dangerous
from app.access.guard import Actor, actor_of
from app.access.putting_away import has_put_away
from app.access.reach import changeable
from app.access.readers import readers_of
from app.access.revealing import STANDS_OPEN, has_looked_often
from app.access.vocabulary import Action
from app.admin import details, exporting, forms, listing, lookup, references, searching, writing
from app.admin.filters import BadFilter
from app.admin.menu import address_of
from app.admin.screen import Screen, screen_for
from app.admin.writing import Saved
from app.database import Refused
from app.extensions import db, login
from app.models._base import Entity, facts_of
from app.models._columns import Kind
from app.models._rules import Invalid
from app.models.law.consent import Consent
from app.models.system.audit_log import AuditAction

#: What each page needs; one that is not named here is closed.
_NEEDS: dict[str, frozenset[Action]] = {
    "index_view": frozenset({Action.READ}),
    "search_view": frozenset({Action.READ}),
    "details_view": frozenset({Action.READ}),
    "create_view": frozenset({Action.CREATE}),
    "edit_view": frozenset({Action.EDIT}),
    "archive_view": frozenset({Action.ARCHIVE}),
    "restore_view": frozenset({Action.ARCHIVE}),
    "export": frozenset({Action.EXPORT}),
    "lookup_view": frozenset({Action.CREATE, Action.EDIT, Action.READ}),
    "reveal_view": frozenset({Action.SEE_FULL, Action.SEE_IDENTITY}),
}


class EntityView(ModelView):
    """The screen of one entity at /admin/<table-with-hyphens>/."""

    list_template = "admin/list.html"
    details_template = "admin/details.html"
    create_template = edit_template = "admin/form.html"
    can_view_details = True
    can_delete = False
    column_filters: ClassVar[tuple[str, ...]] = ()

    # Not routed at all: deletion, actions on raw ids, unscoped look-ups, editing inside the list.
    delete_view = action_view = ajax_lookup = ajax_update = None

    def __init__(self, entity: type[Entity]) -> None:
        self.entity = entity
        name = entity.__tablename__
        super().__init__(entity, db, name=name, endpoint=f"admin_{name}", url=address_of(entity).rstrip("/"))

    def _refresh_cache(self) -> None:
        """Nothing is computed at the start and kept: what a page shows depends on who looks."""
        self._list_columns = ()

    @property
    def actor(self) -> Actor:
        return actor_of(db.session)

    @property
    def screen(self) -> Screen:
        return screen_for(self.entity, self.actor.roles)

    def is_accessible(self) -> bool:
        return self.screen.may(Action.READ)

    def _handle_view(self, name: str, **_kwargs: Any) -> ResponseReturnValue | None:
        """Closed unless the person is signed in, may read the entity, and has a verb the page needs."""
        if db.session().info.get("actor") is None:
            return login.unauthorized()
        get_locale()  # sets the language of labels for this request
        if not self.is_accessible() or not self.screen.actions & _NEEDS.get(name, frozenset()):
            abort(403)
        return None

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Run the page; what the guard or the database refuses is undone and told without their words."""
        try:
            return fn(self, *args, **kwargs)
        except Refused:
            db.session.rollback()
            entry = audit.Entry(
                AuditAction.REFUSE, self.entity.__name__, fields=fn.__name__, result="refused"
            )
            audit.record_read(self.actor, entry)
            g.is_refusal_told = True
            abort(403)
        except BadFilter as bad:
            abort(400, _("筛选“%(label)s”的值无法使用，请重新选择。", label=str(bad.label)))
        except (DataError, OverflowError):
            db.session.rollback()
            abort(400, _("输入的值无法使用，请核对后再试。"))

    # ---- reading ----

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        state = listing.state_of(self.screen, request.args, self.actor)
        page = listing.page_of(state, self.actor)
        seen = ",".join(str(row.key) for row in page.rows)
        self._note_read(AuditAction.SEARCH if state.search else AuditAction.READ, fields=f"list: {seen}")
        return self.render(self.list_template, screen=self.screen, state=state, page=page)

    @expose("/search/", methods=("POST",))
    def search_view(self) -> ResponseReturnValue:
        """Take the words of a search out of the address: they go on as a token only this person can open."""
        text = searching.cleaned(request.form.get("q", ""))
        state = listing.state_of(self.screen, request.args, self.actor)
        token = searching.sealed(text, self.actor, self.entity) if text and self.screen.searched else None
        return redirect(self._list_url(state.url(s=token)))

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        return self._details(self._key(request.args.get("id")))

    @expose("/reveal/", methods=("POST",))
    def reveal_view(self) -> ResponseReturnValue:
        """Show one number whole, once and for a minute, to somebody with the right and a reason."""
        key, column = self._key(request.form.get("id")), request.form.get("column", "")
        reason = request.form.get("reason", "").strip()
        if column not in self.screen.revealed:
            abort(403)
        number = details.number_of(self.screen, key, column)
        if number is None:
            self._not_found(key)
        if not reason:
            flash(_("请写明查看完整号码的理由。"), "warn")
            return redirect(self._details_url(key))
        if has_looked_often(self.actor):
            flash(_("十分钟内查看的完整号码太多，请过一会儿再看；要核对很多人，请打印花名册。"), "warn")
            return redirect(self._details_url(key))
        self._note_read(AuditAction.REVEAL, key, column, reason[:200], is_always=True)
        answer = make_response(self._details(key, {column: number}))
        # A header and no script: the number is covered where no script runs, too.
        answer.headers["Refresh"] = f"{STANDS_OPEN.seconds}; url={self._details_url(key)}"
        return answer

    @expose("/export/<kind>/", methods=("POST",))
    @dangerous
    def export(self, kind: str) -> ResponseReturnValue:
        if kind not in exporting.MEDIA_TYPES:
            abort(404)
        state = listing.state_of(self.screen, request.args, self.actor)
        why = taken_along.purpose(request.form.get("reason", ""))
        if not why:
            flash(_("请写明导出的文件用来做什么。"), "warn")
            return redirect(self._list_url(state.url()))
        told = taken_along.said(str(self.entity.spec.label), self.actor, why)
        content, count = exporting.export(state, kind, told)
        asked = ",".join(sorted(set(state.args) - {"page", "size"}))
        self._note_read(
            AuditAction.EXPORT, fields=f"{kind}: {count} rows; {asked}", reason=why, is_always=True
        )
        name = f"{self.entity.spec.label}_{clock.today():%Y-%m-%d}.{kind}"
        return send_file(content, exporting.MEDIA_TYPES[kind], as_attachment=True, download_name=name)

    @expose("/lookup/<column>/")
    def lookup_view(self, column: str) -> ResponseReturnValue:
        if not lookup.is_open(self.screen, column):
            abort(403)
        return lookup.answer(self.screen, self.actor, column, searching.cleaned(request.args.get("q", "")))

    # ---- writing ----

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        screen = self.screen
        form = forms.form_for(screen, self.actor, None, address_of(self.entity))
        if request.method == "GET":
            form.process(None, data=forms.beginning(screen, self.actor, request.args))
            return self._form(form, None)
        if self._is_typed_well(form):
            ended, key = writing.create(screen, form)
            if ended is Saved.DONE and key is not None:
                return self._saved(key)
        return self._form(form, None, 422)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        screen, key = self.screen, self._key(request.args.get("id"))
        stored = forms.stored_row(screen, key) or self._gone(key)
        if not changeable(db.session, self.actor, self.entity, Action.EDIT, [key]):
            abort(403, _("这条记录您可以查看，不能修改。"))
        form = forms.form_for(screen, self.actor, stored, address_of(self.entity))
        if request.method == "GET":
            form.process(None, data=dict(stored.values))
            self._note_read(AuditAction.READ, key)
            return self._form(form, stored)
        if not self._is_typed_well(form):
            return self._form(form, stored, 422)
        ended = writing.change(screen, form, key, request.form.get(forms.VERSION, ""))
        if ended is Saved.OVERTAKEN:
            return self._form(form, forms.stored_row(screen, key) or self._gone(key), 409)
        return self._saved(key) if ended is Saved.DONE else self._form(form, stored, 422)

    @expose("/archive/", methods=("POST",))
    def archive_view(self) -> ResponseReturnValue:
        return self._set_archived(True)

    @expose("/restore/", methods=("POST",))
    def restore_view(self) -> ResponseReturnValue:
        return self._set_archived(False)

    # ---- pieces ----

    def _gone(self, key: int) -> NoReturn:
        """The row does not stand any more; whoever was typing into its form is told why, and keeps his text."""
        if request.method == "POST" and references.sees(self.entity, key):
            abort(409, _("您填写的时候，这条记录被归档了，没有保存。要改它，请先在列表中恢复。"))
        self._not_found(key)

    def _key(self, text: str | None) -> int:
        return typed.key_of(text) or abort(404)

    def _not_found(self, key: int) -> NoReturn:
        """404 for a row the person does not see, and a line of the log: somebody tried a number by hand."""
        db.session.rollback()
        audit.record_unseen(self.actor, self.entity, key)
        abort(404)

    @property
    def _back(self) -> str:
        """The state of the list the person came from, cleaned; "" when there is none."""
        return listing.cleaned_query(self.screen, request.args.get("back", ""), self.actor)

    def _list_url(self, query: str = "") -> str:
        """Always this screen's own list; an address never comes from the request."""
        return address_of(self.entity) + query.removeprefix("./")

    def _details_url(self, key: int) -> str:
        back = self._back
        return f"{address_of(self.entity)}details/?id={key}" + (f"&back={quote(back)}" if back else "")

    def _details(self, key: int, revealed: dict[str, str] | None = None) -> ResponseReturnValue:
        with seeing.by_its_own_line():
            page = details.page_of(self.screen, self.actor, key, revealed or {}) or self._not_found(key)
        self._note_read(AuditAction.READ, key)
        return self.render(self.details_template, screen=self.screen, page=page, back=self._back)

    def _note_read(
        self,
        action: AuditAction,
        key: int | None = None,
        fields: str = "",
        reason: str = "",
        *,
        is_always: bool = False,
    ) -> None:
        """Record a look at rows about people; the reading transaction ends first, so that no lock waits for itself."""
        if is_always or audit.is_about_people(self.entity):
            db.session.rollback()
            look = audit.look(self.actor, self.entity, key)
            told = fields if look.is_told else ""
            audit.record_read(
                self.actor,
                audit.Entry(action, self.entity.__name__, look.entity_id, look.student_id, told, reason),
            )

    def _is_typed_well(self, form: forms.EntityForm) -> bool:
        form.process(request.form)
        if not form.is_complete(request.form):
            form.problems.append(
                _("表单不完整（可能程序刚刚更新过），没有保存。请核对下面的内容，再保存一次。")
            )
            return False
        return form.validate()

    def _form(
        self, form: forms.EntityForm, stored: forms.Stored | None, status: int = 200
    ) -> ResponseReturnValue:
        # What is sealed in the database is not copied into a draft: its keys are other ones.
        is_sealed = any(facts.kind is Kind.SEALED for facts in facts_of(self.entity).values())
        shown: dict[str, Any] = {"screen": self.screen, "form": form, "stored": stored, "back": self._back}
        shown["notice"] = self.entity.spec.notice or readers_of(self.entity)
        shown["draft_url"] = "" if is_sealed else url_for("drafts.keep")
        if status == 409 and stored:
            shown["theirs"] = forms.differences(self.screen, form, stored)
        page = self.render(self.edit_template, **shown)
        return page, status

    def _saved(self, key: int) -> ResponseReturnValue:
        flash(_("%(label)s已保存。", label=str(self.entity.spec.label)), "good")
        if "add-another" in request.form:
            query = request.query_string.decode("ascii", "ignore")
            return redirect(f"{address_of(self.entity)}new/" + (f"?{query}" if query else ""))
        if self.entity is Consent and has_put_away(db.session, self.actor.today, key):
            flash(
                _(
                    "监护人已撤回同意，没有其他依据：该生的信息已封存，班主任、帮扶教师和教务不再看到，也不能新增记录。"
                    "请与家长商定：依法必须保留的，由校长或系统管理员登记“履行法定职责”；不再需要的，提出删除。"
                ),
                "warn",
            )
        return redirect(self._details_url(key) if references.sees(self.entity, key) else self._list_url())

    def _set_archived(self, is_archived: bool) -> ResponseReturnValue:
        keys = typed.keys_of(request.form.getlist("ids"))
        reason = request.form.get("reason", "").strip()[:200]
        if is_archived and not reason:
            flash(_("请写明归档的理由。"), "warn")
        elif keys:
            self._archive(keys, reason, is_archived)
        return redirect(self._list_url())

    def _archive(self, keys: list[int], reason: str, is_archived: bool) -> None:
        try:
            count = writing.set_archived(self.screen, keys, reason, is_archived)
        except Invalid as invalid:
            db.session.rollback()
            flash("".join(str(problem.message) for problem in invalid.problems), "bad")
            return
        done = (
            _("已归档 %(count)s 条。", count=count)
            if is_archived
            else _("已恢复 %(count)s 条。", count=count)
        )
        flash(done, "good")
