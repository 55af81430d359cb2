/* Styles of the pages that are read. */
import "./styles/base.css";
import "./styles/read.css";
import "./styles/ledger.css";
import "./styles/record.css";
import "./styles/transcript.css";
import "./styles/print.css";
