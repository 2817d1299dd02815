// A thread of the checks that dies as soon as it lives.

throw new Error('this thread was born to die');
