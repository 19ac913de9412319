"use strict";

module.exports = require("./runtime-clock.cjs").clientDate();
