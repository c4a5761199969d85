process.env['SET_UP'] = 'first';
