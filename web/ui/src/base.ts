/* The ground's styles alone, for pages without a script of their own. */
import "./styles/base.css";
