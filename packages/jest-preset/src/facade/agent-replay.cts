import outside = require('../outside.cjs');

export = outside('agent-replay');
