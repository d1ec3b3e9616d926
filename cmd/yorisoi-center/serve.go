package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"yorisoi/sync/center"
)

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	listen := flags.String("listen", "", "待ち受けるアドレス(なければ init の --address のポート)")
	ops := flags.String("ops", "", "監視のための HTTP を待ち受けるアドレス(名前がなければ 127.0.0.1)")
	format := flags.String("log", "text", "ログの形: text か json")
	verbose := flags.Bool("verbose", false, "くわしい記録")
	var limits center.Limits
	flags.IntVar(&limits.Connections, "connections", 0, "同時につなげる数(なければ 2000)")
	flags.IntVar(&limits.PerAddress, "per-address", 0, "ひとつのアドレスから同時につなげる数(なければ 500)")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	log, err := newLog(stderr, *format, *verbose)
	if err != nil {
		return err
	}
	var listener net.Listener
	ready := func() {
		fmt.Fprintf(stdout, "待ち受けています: %s\n", listener.Addr())
		if err := notifySystem("READY=1"); err != nil {
			log.Warn("systemd is not told", "err", err)
		}
	}
	c, err := center.Open(ctx, center.Config{Dir: dir, Log: log, Limits: limits, Ready: ready})
	if err != nil {
		return err
	}
	defer c.Close()
	if *listen == "" {
		_, port, err := net.SplitHostPort(c.Address())
		if err != nil {
			return fmt.Errorf("read address: %w", center.ErrAddress)
		}
		*listen = ":" + port
	}
	if listener, err = net.Listen("tcp", *listen); err != nil {
		return err
	}
	end, err := serveOps(c, *ops, stdout)
	if err != nil {
		listener.Close()
		return err
	}
	defer end()
	stopping := context.AfterFunc(ctx, func() {
		if err := notifySystem("STOPPING=1"); err != nil {
			log.Warn("systemd is not told", "err", err)
		}
	})
	defer stopping()
	return c.Serve(ctx, listener)
}

func newLog(stderr io.Writer, format string, verbose bool) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if verbose {
		options.Level = slog.LevelDebug
	}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(stderr, options)), nil
	}
	return nil, fmt.Errorf("%w: --log は text か json です / --log is text or json", errUsage)
}

// serveOps answers monitors on an address of their own until end is called,
// which is after the stations were served: so it can say that the center is
// ending. It is plain HTTP and meant for this machine.
func serveOps(c *center.Center, address string, stdout io.Writer) (end func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%w: --ops HOST:PORT: %w", errUsage, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	h := &http.Server{
		Handler: c.Ops(), MaxHeaderBytes: 16 << 10,
		ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
	}
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(listener) }()
	fmt.Fprintf(stdout, "監視: http://%s/healthz\n", listener.Addr())
	return func() {
		h.Close()
		<-ended
	}, nil
}

// notifySystem tells systemd how far the program is (sd_notify(3)), where it
// was started by it.
func notifySystem(state string) error {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil
	}
	if path[0] == '@' { // Linux: a name that is no file
		path = "\x00" + path[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(state))
	return errors.Join(err, conn.Close())
}
