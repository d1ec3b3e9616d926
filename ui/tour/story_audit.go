package tour

import "context"

// looks has the director read who looked at what on both machines, and the
// whole record checked.
func looks(_ context.Context, t *Tour) {
	o := on.office
	t.at(o, "センター長の大沢が、だれが何を見たかを読む", tap("設定"), tap("閲覧の記録"), seeWithin(30, "ケースを開いた"), seeWithin(30, "担当でない…"))
	t.shot(o, "audit")
	t.at(o, "月のまとめ", tap("月のまとめ"), seeWithin(20, "開いた回数"))
	t.shot(o, "audit-month")
	t.at(o, "権限と端末", tap("権限と端末"), seeWithin(20, "職員を加えた"))
	t.shot(o, "audit-decisions")
	t.at(o, "記録の点検", tap("記録の点検"), seeWithin(10, "点検する"), tap("点検する"),
		seeWithin(60, "消された記録も、書きかえられた記録もありません…"))
	t.shot(o, "audit-check")
}
