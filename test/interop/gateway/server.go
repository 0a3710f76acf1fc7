// A small MCP server by the standard library alone: encoding/json ignores the case of names, and takes the last of
// several. `server stdio` speaks 2026-07-28; `server http` says what it read, on a port of the system's choice.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
)

type message struct {
	JSONRPC string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id,omitempty"`
	Method  string           `json:"method"`
	Params  struct {
		Name      string           `json:"name"`
		RequestID *json.RawMessage `json:"requestId,omitempty"`
		Meta      struct {
			ProgressToken *json.RawMessage `json:"progressToken,omitempty"`
		} `json:"_meta"`
	} `json:"params"`
}

func text(raw *json.RawMessage) string {
	if raw == nil {
		return ""
	}
	return string(*raw)
}

func main() {
	if os.Args[1] == "http" {
		serveHTTP()
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	waiting := map[string]bool{}
	for lines.Scan() {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) != nil {
			continue
		}
		switch {
		case m.Method == "server/discover":
			fmt.Printf(`{"jsonrpc":"2.0","id":%s,"result":{"supportedVersions":["2026-07-28"]}}`+"\n", text(m.ID))
		case m.Method == "notifications/cancelled":
			id := text(m.Params.RequestID)
			fmt.Fprintf(os.Stderr, "cancelled %s\n", id)
			if waiting[id] {
				delete(waiting, id)
			}
		case m.Params.Name == "wait":
			fmt.Fprintf(os.Stderr, "waiting %s\n", text(m.ID))
			waiting[text(m.ID)] = true
		case m.ID != nil:
			if token := text(m.Params.Meta.ProgressToken); token != "" {
				fmt.Printf(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":%s,"progress":1,"message":"%s"}}`+"\n", token, m.Params.Name)
			}
			fmt.Printf(`{"jsonrpc":"2.0","id":%s,"result":{"called":"%s"}}`+"\n", text(m.ID), m.Params.Name)
		default:
			fmt.Fprintf(os.Stderr, "heard %s\n", m.Method)
		}
	}
}

func serveHTTP() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(os.Stderr, "PORT %d\n", listener.Addr().(*net.TCPAddr).Port)
	var one sync.Mutex
	http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		var m message
		if r.Method == "GET" {
			fmt.Fprintf(os.Stderr, "read GET %s\n", r.URL.Path)
			w.WriteHeader(404)
			return
		}
		if json.NewDecoder(r.Body).Decode(&m) != nil {
			w.WriteHeader(400)
			return
		}
		fmt.Fprintf(os.Stderr, "read %s %s %s %s\n", r.Method, r.URL.Path, m.Method, m.Params.Name)
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": map[string]any{
			"method": m.Method, "name": m.Params.Name, "requestId": text(m.Params.RequestID),
			"uri": r.RequestURI, "host": r.Host, "headers": r.Header,
		}})
	}))
}
