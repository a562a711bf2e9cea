#!/usr/bin/python3
"""GStreamer's RTSP server with pictures of its own, on a free port of the loopback.

usage: rtsp_server.py [--auth basic|digest]

Prints "port N" once it listens. Ends when its standard input does. Paths: /h264 and /h265 over any
transport, /tcp and /udp over that one alone, /audio without pictures,
/aac, /pcmu and /pcma with a tick and a key picture each second. With --auth, the name is
"op" and the password "s3cret word".
"""
import os
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

NAME, PASSWORD = "op", "s3cret word"
PICTURES = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=25/1 ! "
H264 = PICTURES + "openh264enc gop-size=15 ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96"
H265 = (PICTURES + "x265enc speed-preset=ultrafast tune=zerolatency key-int-max=15 "
        "! h265parse config-interval=-1 ! rtph265pay name=pay0 pt=96")
TICKS = ("( " + PICTURES + "openh264enc gop-size=25 ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
         "audiotestsrc is-live=true wave=ticks ! audio/x-raw,rate=%d,channels=1 ! %s name=pay1 pt=%d )")
AUDIO = "audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay0 pt=0"

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")

permissions = None
if "--auth" in sys.argv:
    method = sys.argv[sys.argv.index("--auth") + 1]
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth = GstRtspServer.RTSPAuth()
    if method == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(NAME, PASSWORD, token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(NAME, PASSWORD), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)

ANY = GstRtsp.RTSPLowerTrans.TCP | GstRtsp.RTSPLowerTrans.UDP
for path, launch, transports in (
        ("/h264", H264, ANY),
        ("/h265", H265, ANY),
        ("/tcp", H264, GstRtsp.RTSPLowerTrans.TCP),
        ("/udp", H264, GstRtsp.RTSPLowerTrans.UDP),
        ("/aac", TICKS % (48000, "voaacenc ! aacparse ! rtpmp4gpay", 97), ANY),
        ("/pcmu", TICKS % (8000, "mulawenc ! rtppcmupay", 0), ANY),
        ("/pcma", TICKS % (8000, "alawenc ! rtppcmapay", 8), ANY),
        ("/audio", AUDIO, ANY)):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + launch + " )")
    factory.set_shared(False)  # one pipeline each: one shared by clients that come and go gets stuck
    factory.set_protocols(transports)
    if permissions:
        factory.set_permissions(permissions)
    server.get_mount_points().add_factory(path, factory)


def follow_parent():
    sys.stdin.read()
    os._exit(0)


if server.attach(None) == 0:
    sys.exit("cannot listen")
print("port", server.get_bound_port(), flush=True)
threading.Thread(target=follow_parent, daemon=True).start()
GLib.MainLoop().run()
