"""What the words of trackers for where work stands and how it ended mean: one list for files and imports.

Work that was left undone, as a duplicate or what will not be fixed, is no throughput.
"""

from __future__ import annotations

from typing import Literal

from pilothouse.kit.tables.plain import bare, remembered

State = Literal["backlog", "ready", "in_progress", "done", "cancelled"]

_STATES: dict[State, str] = {
    "backlog": "backlog|open|new|reopened|created|triage|todo later|unstarted|draft|icebox|inbox|"
    "submitted|proposed|unscheduled|offen|neu|ouvert|nouveau|abierto|nuevo|aberto|novo|aperto|nuovo|"
    "nieuw|открыт|открыто|новый|новая|бэклог|新建|未着手|新規|待办|待处理",
    "ready": "ready|selected for development|to do|todo|ready for development|next|planned|scheduled|"
    "up next|bereit|zu erledigen|a faire|prêt|por hacer|pendiente|a fazer|da fare|te doen|к выполнению|"
    "сделать|готов к разработке|готово к работе|计划中",
    "in_progress": "in progress|in review|review|in development|development|in work|testing|in test|qa|"
    "doing|working on it|started|code review|verify|wip|active|implementing|implementation|in qa|"
    "ready for review|ready for test|ready for qa|blocked|in arbeit|in bearbeitung|en cours|en curso|"
    "en progreso|em andamento|em progresso|in corso|in behandeling|bezig|в работе|в процессе|进行中|进行|"
    "処理中|進行中|対応中|作業中",
    "done": "done|closed|resolved|complete|completed|finished|released|fixed|verified|shipped|"
    "deployed|merged|delivered|live|in production|erledigt|fertig|abgeschlossen|geschlossen|gelöst|"
    "behoben|terminé|terminée|fermé|résolu|fait|livré|hecho|cerrado|terminado|completado|resuelto|listo|"
    "feito|concluído|concluída|fechado|resolvido|fatto|completato|chiuso|risolto|gereed|afgerond|klaar|"
    "gesloten|opgelost|voltooid|готово|выполнено|сделано|закрыт|закрыто|решен|решено|завершено|zrobione|"
    "zakończone|hotovo|kész|klar|färdig|færdig|valmis|tamamlandı|完成|已完成|已关闭|已解决|完了|終了|"
    "解決済み|処理済み|완료",
    "cancelled": "cancelled|canceled|rejected|dropped|abandoned|wont do|will not do|wont fix|"
    "will not fix|duplicate|duplicated|is duplicate|invalid|cannot reproduce|can not reproduce|"
    "cant reproduce|not reproducible|unable to reproduce|could not reproduce|worksforme|works for me|"
    "works as designed|as designed|by design|working as intended|not a bug|not our bug|not an issue|"
    "not a defect|declined|obsolete|outdated|not planned|wontfix|withdrawn|removed|deleted|discarded|"
    "superseded|expired|stale|no longer needed|not needed|out of scope|closed as duplicate|"
    "closed wont fix|rejected as duplicate|user error|no action|abgelehnt|abgebrochen|verworfen|duplikat|"
    "wird nicht behoben|wird nicht erledigt|nicht reproduzierbar|kein fehler|storniert|ungültig|annulé|"
    "annulée|abandonné|rejeté|doublon|ne sera pas corrigé|non reproductible|invalide|cancelado|cancelada|"
    "rechazado|descartado|duplicado|no se corregirá|no reproducible|inválido|no se hará|rejeitado|"
    "duplicada|não será corrigido|não reproduzível|annullato|annullata|rifiutato|duplicato|"
    "non riproducibile|geannuleerd|afgewezen|vervallen|duplicaat|niet reproduceerbaar|отменено|отменен|"
    "отменена|отклонено|отклонен|дубликат|не будет исправлено|не воспроизводится|не ошибка|неактуально|"
    "anulowane|zrušeno|已取消|取消|已拒绝|重复|不予解决|无法重现|キャンセル|却下|重複|対応しない|"
    "再現しない|中止|취소",
}
# As a status these say that work waits; as a resolution, that it ended undone.
_UNDONE = (
    "hold|on hold|deferred|postponed|later|incomplete|needs more info|out of date|zurückgestellt|отложено"
)
_MEANS: dict[str, State] = {}


@remembered
def said(text: str) -> str:
    """A word of a tracker as the lists have it: small, without marks, apostrophes and signs between words."""
    return " ".join(bare(text).replace("'", "").replace("’", "").replace("_", " ").replace("-", " ").split())


_MEANS |= {said(word): state for state, words in _STATES.items() for word in words.split("|")}


_ENDED = frozenset(map(said, _UNDONE.split("|")))


@remembered
def state_of(word: str) -> State | None:
    """Where work stands that a tracker calls `word`; None for one that is not known."""
    return _MEANS.get(said(word))


def is_undone(word: str) -> bool:
    """Whether a resolution says that work ended without being done."""
    return state_of(word) == "cancelled" or said(word) in _ENDED
