package pgtest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long a test waits for a server to do something.
const patience = 30 * time.Second

// superuser is the role that a cluster begins with. No schema has its name:
// that would be searched first.
const superuser = "tester"

// port names the socket; every cluster has it in a folder of its own.
const port = "5432"

// Options of a cluster. The zero value is one that keeps its promises.
type Options struct {
	// NoSync leaves out waiting for the disk. What the cluster has committed
	// then survives the end of its processes but not that of the machine.
	NoSync bool
	// Settings are further lines of postgresql.conf.
	Settings []string
}

// Cluster is a PostgreSQL server with its folder.
type Cluster struct {
	programs
	dir    string
	keeper *exec.Cmd
	line   io.Closer // the keeper waits for its end
	made   atomic.Int64
}

// keep waits for the end of its input, then stops the server and removes the
// folder: $1 is the folder, $2 that of the programs.
const keep = `trap '' INT TERM HUP
read -r _
cd /
"$2/pg_ctl" stop -D "$1/data" -m immediate >/dev/null 2>&1
rm -rf "$1"`

// begin makes the folder of a cluster and its keeper.
func begin(p programs) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "yorisoi-pg-")
	if err != nil {
		return nil, fmt.Errorf("make cluster: %w", err)
	}
	if err := os.Chown(dir, p.uid, p.gid); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("make cluster: %w", err)
	}
	c := &Cluster{programs: p, dir: dir}
	c.keeper = p.command(context.Background(), dir, "sh", "-c", keep, "keep", dir, p.dir)
	line, err := c.keeper.StdinPipe()
	if err == nil {
		c.line = line
		err = c.keeper.Start()
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("make cluster: start keeper: %w", err)
	}
	return c, nil
}

// start makes a cluster and starts it.
func start(o Options) (*Cluster, error) {
	p, err := find()
	if err != nil {
		return nil, err
	}
	c, err := begin(p)
	if err != nil {
		return nil, err
	}
	err = c.run(c.dir, "initdb", "-D", c.data(), "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "-k", "-N", "--wal-segsize=1")
	if err == nil {
		err = c.configure(o)
	}
	if err == nil {
		err = c.launch()
	}
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return c, nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// configure writes what differs from the package's defaults: small, alone,
// and ready to have a standby.
func (c *Cluster) configure(o Options) error {
	lines := []string{
		"listen_addresses = ''", "port = " + port, fmt.Sprintf("unix_socket_directories = '%s'", c.dir),
		"max_connections = 200", "shared_buffers = 32MB", "min_wal_size = 4MB", "max_wal_size = 128MB", "wal_keep_size = 32MB", "max_wal_senders = 4", "wal_retrieve_retry_interval = 100ms",
		"log_timezone = 'UTC'", "timezone = 'UTC'", "logging_collector = off",
	}
	if o.NoSync {
		lines = append(lines, "fsync = off", "full_page_writes = off")
	}
	lines = append(lines, o.Settings...)
	f, err := os.OpenFile(filepath.Join(c.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.WriteString("\n" + strings.Join(lines, "\n") + "\n"); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// launch starts the server on the folder and waits until it answers.
func (c *Cluster) launch() error {
	err := c.run(c.dir, "pg_ctl", "start", "-D", c.data(), "-w", "-t", "60", "-l", filepath.Join(c.dir, "log"))
	if err != nil {
		said, _ := os.ReadFile(filepath.Join(c.dir, "log"))
		return fmt.Errorf("%w\n%s", err, said)
	}
	return nil
}

// stop has the keeper end everything and waits for it.
func (c *Cluster) stop() {
	c.line.Close()
	c.keeper.Wait()
}

// URL is the address of one of the cluster's databases.
func (c *Cluster) URL(database string) string { return URL(database, c) }

// URL is the address of a database that several clusters have, of which one
// at a time can be written to.
func URL(database string, clusters ...*Cluster) string {
	var hosts, ports []string
	for _, c := range clusters {
		hosts, ports = append(hosts, c.dir), append(ports, port)
	}
	return fmt.Sprintf("postgres:///%s?user=%s&host=%s&port=%s", database, superuser, url.QueryEscape(strings.Join(hosts, ",")), strings.Join(ports, ","))
}

// exec runs one statement as the superuser.
func (c *Cluster) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// await asks a question again until the answer is true.
func (c *Cluster) await(question string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for {
		var yes bool
		if err := conn.QueryRow(ctx, question).Scan(&yes); err != nil {
			return fmt.Errorf("%s: %w", question, err)
		}
		if yes {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// pid is the process id of the server.
func (c *Cluster) pid() (int, error) {
	b, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	return strconv.Atoi(strings.TrimSpace(first))
}
