package protect_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/store/protect"
)

// TestSecretService goes through a real key ring on a bus of its own, as a
// desktop session has them.
func TestSecretService(t *testing.T) {
	dir := t.TempDir()
	for name, value := range map[string]string{"HOME": dir, "XDG_RUNTIME_DIR": dir, "XDG_DATA_HOME": dir, "XDG_CONFIG_HOME": dir, "DISPLAY": ""} {
		t.Setenv(name, value)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", startBus(t))
	startRing(t)
	k := protect.System()
	if k == nil {
		t.Fatal("no keeper in a desktop session")
	}
	path := filepath.Join(dir, "station.key")
	var how protect.How
	for end := time.Now().Add(30 * time.Second); how != protect.BySecretService; time.Sleep(50 * time.Millisecond) {
		var err error
		if how, err = protect.Write(t.Context(), path, secret, k, replace); err != nil || time.Now().After(end) {
			t.Fatalf("the key ring does not keep: by %q, %v", how, err)
		}
	}
	got, how, err := protect.Read(t.Context(), path, k)
	if err != nil || how != protect.BySecretService || !bytes.Equal(got, secret) {
		t.Errorf("got %x by %q, %v", got, how, err)
	}
	if raw, _ := os.ReadFile(path); bytes.Contains(raw, secret) {
		t.Error("the secret lies in the file")
	}
	copied, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := protect.Forget(t.Context(), path, k); err != nil {
		t.Errorf("forget: %v", err)
	}
	if err := os.WriteFile(path, copied, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _, err := protect.Read(t.Context(), path, k); err == nil {
		t.Errorf("a forgotten secret was read: %x", got)
	}
}

func startBus(t *testing.T) string {
	t.Helper()
	// A bus that starts nothing by itself: it would start a second key ring,
	// which nobody has opened, when it is asked before ours has come up.
	config := filepath.Join(t.TempDir(), "bus.conf")
	err := os.WriteFile(config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatalf("start a bus: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("start a bus: %v", err)
	}
	return strings.TrimSpace(address)
}

func startRing(t *testing.T) {
	t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	cmd.Stdin = strings.NewReader("password of the session")
	if err := cmd.Start(); err != nil {
		t.Fatalf("start a key ring: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}
