"""How columns of a history are headed, in the large languages, as `plain` writes them."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


WEEK = _words(
    "week|weeks|week of|week starting|week start|week begin|week beginning|week ending|week end|"
    "iso week|yyyyww|kw|woche|semaine|semana|settimana|неделя|周|週"
)
COUNT = _words(
    "count|items|throughput|finished|completed|done|closed|number|total|anzahl|nombre|cantidad|"
    "quantidade|numero|aantal|количество|数量|件数"
)
NAMES = _words(
    "id|project|project key|project name|team|key|issue key|projekt|projet|proyecto|projeto|"
    "progetto|проект|项目|プロジェクト"
)
DONE = _words(
    "resolved|resolutiondate|resolution date|resolved at|resolved on|done|done on|done date|closed|"
    "closed at|closed on|closed date|date closed|completed|completedon|completed at|completed on|"
    "completed date|completion date|finished|finished on|finished at|merged at|accepted at|erledigt|"
    "erledigt am|gelost|abgeschlossen|abgeschlossen am|resolu|termine|termine le|resuelta|resuelto|"
    "fecha de cierre|resolvido|concluido|concluido em|risolto|completato|opgelost|afgerond|решено|"
    "завершено|закрыто|дата закрытия|完成时间|完了日|解决时间|解決日"
)
SEEN = _words(
    "created|created at|created date|date created|opened|opened at|updated|updated at|last updated|"
    "last modified|changed date|modified|erstellt|aktualisiert|cree|mis a jour|creada|actualizada|"
    "criado|atualizado|creato|aggiornato|aangemaakt|bijgewerkt|создано|обновлено|创建时间|更新时间|"
    "作成日|更新日"
)
STATUS = _words("status|state|zustand|statut|etat|estado|situacao|stato|статус|状态|ステータス|状態")
RESOLUTION = _words(
    "resolution|close reason|state reason|losung|resolucion|resolucao|risoluzione|oplossing|решение|"
    "резолюция|解决结果|解決状況"
)
