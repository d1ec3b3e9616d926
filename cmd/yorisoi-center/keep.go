package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"yorisoi/sync/center"
)

// passphraseEnv is read where no --passphrase-file is given.
const passphraseEnv = "YORISOI_BACKUP_PASSPHRASE"

// errFound is returned when verify has told what is wrong.
var errFound = errors.New("verification found something wrong")

// passphrase reads the passphrase of a backup. It is never an argument, which
// every user of the machine could see.
func passphrase(file string) ([]byte, error) {
	if file == "" {
		return []byte(os.Getenv(passphraseEnv)), nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read passphrase: %w", err)
	}
	if b = bytes.TrimRight(b, "\r\n"); len(b) == 0 {
		return nil, fmt.Errorf("%w: %s は空です / is empty", errUsage, file)
	}
	return b, nil
}

func backup(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("backup", flag.ContinueOnError)
	out := flags.String("out", "", "まだ無いファイルか、フォルダ")
	keep := flags.Int("keep", 0, "フォルダに残す数(0 はすべて)")
	file := flags.String("passphrase-file", "", "合言葉の入ったファイル")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	if *out == "" || *keep < 0 {
		return fmt.Errorf("%w: --out FILE|FOLDER が必要で、--keep は 0 以上です / --out is needed, --keep is 0 or more", errUsage)
	}
	secret, err := passphrase(*file)
	if err != nil {
		return err
	}
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	made, err := c.Backup(ctx, center.BackupOptions{Out: *out, Keep: *keep, Passphrase: secret})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "控えをとり、読み直して確かめました: %s\n", made.Path)
	fmt.Fprintf(stdout, "  番号 %d まで、変更 %d、預かり箱 %d、添付 %d、端末 %d(%s)\n",
		made.Head, made.Counts.Changes, made.Counts.Held, made.Counts.Blobs, made.Counts.Stations, size(uint64(made.Bytes)))
	for _, old := range made.Removed {
		fmt.Fprintf(stdout, "  古い控えを消しました: %s\n", old)
	}
	if !made.Sealed {
		fmt.Fprintln(stdout, openBackupWarning)
	}
	if len(made.Findings) > 0 {
		fmt.Fprintln(stdout, "控えはとれましたが、センターそのものに異常があります。古い控えは消していません。")
		writeFindings(stdout, made.Findings, 0)
		return errFound
	}
	return nil
}

func writeFindings(stdout io.Writer, findings []center.Finding, more int) {
	for _, f := range findings {
		fmt.Fprintf(stdout, "%s: %s\n", foundText[f.Kind], f.Text)
	}
	if more > 0 {
		fmt.Fprintf(stdout, "ほかに %d 件\n", more)
	}
}

// openBackupWarning says plainly what an unprotected backup gives away.
const openBackupWarning = `この控えには合言葉がありません。手に入れた人は、家庭の記録は読めませんが、センターの鍵で
センターになりすまし、端末を登録し、職員名簿と、いつ誰がどの端末で書いたかを見られます。
金庫か、暗号化されたディスクに置くか、--passphrase-file を使ってください。
(This backup has no passphrase. Whoever has it cannot read a family's records, but has the
center's keys: they can pose as the center and enrol stations, and read the staff list.)`

func restore(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	from := flags.String("from", "", "控えのファイル")
	address := flags.String("address", "", "端末がつなぐ HOST:PORT(なければ控えのもの)")
	database := flags.String("database", "", "記録を置くデータベース postgres://…(なければフォルダの中)")
	file := flags.String("passphrase-file", "", "合言葉の入ったファイル")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	if *from == "" {
		return fmt.Errorf("%w: --from FILE が必要です / --from is needed", errUsage)
	}
	secret, err := passphrase(*file)
	if err != nil {
		return err
	}
	made, err := center.Restore(ctx, center.Config{Dir: dir, Database: *database},
		center.RestoreOptions{From: *from, Passphrase: secret, Address: *address})
	if err != nil {
		return err
	}
	warnPassword(stdout, *database)
	fmt.Fprintf(stdout, "センターを控えから戻しました: %s\n", dir)
	fmt.Fprintf(stdout, "  控えの時刻 %s、変更 %d、預かり箱 %d、添付 %d、端末 %d\n", time.UnixMilli(made.At).Local().Format(dateTime),
		made.Counts.Changes, made.Counts.Held, made.Counts.Blobs, made.Counts.Stations)
	fmt.Fprintf(stdout, "  ID %s、アドレス %s、新しいログのID %s\n", made.Center, made.Address, made.LogID)
	fmt.Fprintf(stdout, "%s\n次に: yorisoi-center serve %s\n", afterRestore, dir)
	return nil
}

const afterRestore = `端末は、次につながったときにログのIDが変わったことに気づき、はじめから照らし合わせて、
控えのあとに書かれた記録を送り直します。職員がすることはありません。端末がひとつも持っていない
記録は戻りません。使われていなかった登録コードは、つくり直してください。
もとのセンターは、もう動かさないでください。
(Stations notice the new log, compare everything and send what the backup lacks. Unused codes
have to be made again. Do not serve the old center any more.)`

func verify(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	file := flags.String("passphrase-file", "", "控えの合言葉の入ったファイル")
	path, err := parse(flags, args)
	if err != nil {
		return err
	}
	secret, err := passphrase(*file)
	if err != nil {
		return err
	}
	v, err := verifyPath(ctx, path, secret)
	if err != nil {
		return err
	}
	if v.OK() {
		fmt.Fprintf(stdout, "異常はありません。番号 %d まで、変更 %d、署名 %d、預かり箱 %d、添付 %d を調べました。\n",
			v.Head, v.Counts.Changes, v.Signatures, v.Counts.Held, v.Counts.Blobs)
		return nil
	}
	writeFindings(stdout, v.Findings, v.More)
	return errFound
}

func verifyPath(ctx context.Context, path string, secret []byte) (*center.Verified, error) {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return center.VerifyBackup(ctx, path, secret)
	}
	c, err := center.Open(ctx, center.Config{Dir: path})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Verify(ctx)
}

// foundText says in Japanese what kind of thing is wrong; the text of the
// finding has the place.
var foundText = map[center.FindingKind]string{
	center.FoundChange:    "変更として読めないか、順が違います",
	center.FoundChain:     "変更のつながりが切れています",
	center.FoundAuthor:    "名簿にない人が書いています",
	center.FoundSignature: "署名が書いた人のものではありません",
	center.FoundHead:      "ログの索引が変更と合いません",
	center.FoundBlob:      "添付がこわれています",
	center.FoundStorage:   "データベースの検査が異常を見つけました",
}

func compact(ctx context.Context, args []string, stdout, _ io.Writer) error {
	dir, err := parse(flag.NewFlagSet("compact", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	done, err := c.Compact(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "整理しました。届きおわらなかった古い添付 %d を消しました。ディスクの空きは %s 増えました。\n",
		done.Blobs, size(uint64(max(0, done.Freed))))
	return nil
}

func revoke(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("revoke", flag.ContinueOnError)
	reason := flags.String("reason", "", "理由(あとで読む人のため)")
	named, err := parseArgs(flags, args, "DIR", "STATION")
	if err != nil {
		return err
	}
	c, err := center.Open(ctx, center.Config{Dir: named[0]})
	if err != nil {
		return err
	}
	defer c.Close()
	station, err := c.FindStation(ctx, named[1])
	if err != nil {
		return err
	}
	if err := c.Revoke(ctx, station.ID, *reason); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "端末をしめ出しました: %s %s\n%s\n", station.ID, station.Name, afterRevoke)
	return nil
}

const afterRevoke = `動いているセンターは数秒のうちに、この端末の求めを断ります。この端末に残っている未送信の記録だけは
受け取り、預かり箱に置きます。もとに戻すことはできません。その機械をまた使うときは、新しいコードで
登録し直してください。名簿からの削除(端末の消去)は、職員が 設定 → 端末 でします。
(The center refuses this station within seconds. Unsent work in it is still taken, into the hold
box. To use the machine again, enrol it with a new code. Staff remove it from the directory.)`
