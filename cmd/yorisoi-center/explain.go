package main

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"yorisoi/sync/center"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/sqlitelog"
)

// explanations say what happened and what to do, for errors that somebody at
// the keyboard can do something about.
var explanations = []struct {
	err  error
	text string
}{
	{center.ErrNoCenter, "このフォルダにはセンターがありません。場所を確かめるか、yorisoi-center init でつくってください。"},
	{center.ErrExists, "このフォルダは空ではありません。まだ無いフォルダか、空のフォルダを指定してください。何も変えていません。"},
	{center.ErrAddress, "--address は「名前かIPアドレス:ポート」の形で書いてください(例: 10.1.2.3:8443)。"},
	{center.ErrBackupDamaged, "控えが途中で切れているか、こわれています。ほかの控えを使ってください。何も変えていません。"},
	{center.ErrNoBackup, "これはセンターの控えではありません。ファイルを確かめてください。"},
	{center.ErrBackupNewer, "この控えは新しい版のプログラムがつくったものです。同じか新しい版の yorisoi-center を使ってください。"},
	{center.ErrPassphrase, "合言葉が違います。--passphrase-file を確かめてください。"},
	{center.ErrNoPassphrase, "この控えには合言葉がかかっています。--passphrase-file を指定してください。"},
	{center.ErrNoStation, "その端末はありません。yorisoi-center status で、端末のIDか名前を確かめてください。"},
	{center.ErrManyStations, "あてはまる端末がいくつもあります。status に出るIDをすべて書いてください。"},
	{center.ErrRestoring, "このデータベースの記録は、戻している途中か、途中で切れています。restore をもう一度実行してください。"},
	{pglog.ErrExists, "このデータベースには、このセンターの記録がもうあります。空のデータベースを指定してください。何も変えていません。"},
	{pglog.ErrNoLog, "このデータベースに、このセンターの記録がありません。center.json の database を確かめてください。"},
	{pglog.ErrNewerVersion, "このデータベースは新しい版のプログラムで使われています。同じか新しい版の yorisoi-center を使ってください。何も変えていません。"},
	{center.ErrDatabase, "--database は postgres:// で始まるアドレスです。"},
	{errFound, "異常が見つかりました。動いているセンターはそのままにして、この結果と控えを持って、わかる人に相談してください。"},
	{center.ErrServing, "このセンターは、すでに別のプロセスで動いています。"},
	{sqlitelog.ErrNewerVersion, "このセンターは新しい版のプログラムで使われています。同じか新しい版の yorisoi-center を使ってください。何も変えていません。"},
	{sqlitelog.ErrDamaged, "記録のファイル center.db が壊れています。消さずに残しています。バックアップから戻してください。各端末がその後の記録を送り直します。"},
	{syscall.EADDRINUSE, "このアドレスはほかのプログラムが使っています。--listen で別のアドレスを指定するか、そのプログラムを止めてください。"},
	{syscall.EADDRNOTAVAIL, "このアドレスはこの機械のものではありません。--listen を確かめてください。"},
	{syscall.ECONNREFUSED, "データベースにつながりません。動いているか、アドレスとファイアウォールを確かめてください。"},
	{syscall.ENOSPC, "ディスクに空きがありません。空きをつくってから、もう一度実行してください。"},
	{fs.ErrExist, "同じ名前のものがもうあります。別の名前を指定してください。何も変えていません。"},
	{fs.ErrPermission, "読み書きする権限がありません。フォルダの持ち主と権限を確かめてください。"},
	{fs.ErrNotExist, "必要なファイルが見つかりません。フォルダがそろっているか確かめてください。"},
}

// explain gives an error in Japanese, with the error itself for whoever is
// asked for help.
func explain(err error) string {
	for _, e := range explanations {
		if errors.Is(err, e.err) {
			return fmt.Sprintf("%s\n(%v)", e.text, err)
		}
	}
	return fmt.Sprintf("できませんでした。\n(%v)", err)
}
