"""What holds for every test: Ctrl-C reaches the processes that tests start, also where the run itself is deaf to it.

A shell starts background jobs with SIGINT ignored, and their children inherit that; a program that sets no handler of
its own would not notice the Ctrl-C that a test sends.
"""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
