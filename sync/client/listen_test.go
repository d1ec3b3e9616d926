package client_test

import (
	"testing"
	"time"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// TestSlowStoreIsNotASilentCenter hears a notice while the store is busy: who
// listens goes on, so that a store which takes its time is not taken for a
// center that says nothing.
func TestSlowStoreIsNotASilentCenter(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		client.HearWhileReceiving(client.New(client.Config{Store: a.memory, Endpoint: a.enrolled.Endpoint}))
	}()
	select {
	case <-heard:
	case <-time.After(patience):
		t.Error("who listens waits for the store")
	}
}
