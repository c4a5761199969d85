if (process.env['SET_UP'] !== 'first') throw new Error('the set-up files ran out of order');
