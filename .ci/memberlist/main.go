// Command memberlist is a bare member of hashicorp/memberlist for the tests: serf has no option for a label, the library has.
//
//	memberlist -name NAME -bind IP [-label TEXT] [-key BASE64] [-delegate=false] [-join HOST:PORT]
//
// It prints whether it could join, and then "members:" with the sorted names on a line whenever they change. It ends with its
// standard input.
package main

import (
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/memberlist"
)

func main() {
	config := memberlist.DefaultLocalConfig()
	config.TCPTimeout = 30 * time.Second // it joins once, on machines that are busy
	flag.StringVar(&config.Name, "name", "", "its name")
	flag.StringVar(&config.BindAddr, "bind", "127.0.0.1", "its address")
	flag.StringVar(&config.Label, "label", "", "the label of its cluster")
	key := flag.String("key", "", "the key of its cluster, in base64")
	delegate := flag.Bool("delegate", true, "offer the delegate protocol of Serf; the library offers none by itself")
	join := flag.String("join", "", "a member to join")
	flag.Parse()
	if *delegate {
		config.DelegateProtocolMin, config.DelegateProtocolMax, config.DelegateProtocolVersion = 2, 5, 5
	}
	if *key != "" {
		secret, err := base64.StdEncoding.DecodeString(*key)
		if err != nil {
			log.Fatal(err)
		}
		config.SecretKey = secret
	}

	list, err := memberlist.Create(config)
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin) // whoever started it has ended
		os.Exit(0)
	}()
	if *join != "" {
		if _, err := list.Join([]string{*join}); err != nil {
			fmt.Println("not joined:", strings.Join(strings.Fields(err.Error()), " "))
		} else {
			fmt.Println("joined")
		}
	}
	for last := ""; ; time.Sleep(50 * time.Millisecond) {
		if now := names(list); now != last {
			fmt.Println("members:", now)
			last = now
		}
	}
}

func names(list *memberlist.Memberlist) string {
	var names []string
	for _, member := range list.Members() {
		names = append(names, member.Name)
	}
	sort.Strings(names)
	return strings.Join(names, " ")
}
