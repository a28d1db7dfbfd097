"""Why a file cannot be read at all, and what to do."""

REFUSALS: dict[str, tuple[str, str]] = {
    "empty": ("{name} is empty.", "Choose the file that holds the plan."),
    "blank": ("{name} holds no text.", "Choose the file that holds the plan."),
    "binary": (
        "{name} is not a text, nor a file of another format that is read here.",
        "Save the plan as .docx, .xlsx, .csv or UTF-8 text.",
    ),
    "encoding": (
        "The characters of {name} are neither Unicode (UTF-8, UTF-16) nor GB18030, Big5 or Shift-JIS.",
        "Open it in an editor and save it as UTF-8.",
    ),
    "no-converter": (
        "{name} is a {suffix} file; reading it needs LibreOffice, and no program soffice is on the PATH.",
        "Install LibreOffice, or open the file in Word or WPS and save it as .docx.",
    ),
    "not-converted": (
        "LibreOffice could not convert {name} ({reason}).",
        "Open it in Word or WPS and save it as .docx or .xlsx.",
    ),
    "too-slow": (
        "Reading {name} took longer than {seconds} seconds, so it was stopped.",
        "Split the file, or open it in the program that made it and save it as .docx or .xlsx.",
    ),
    "too-many-pages": (
        "{name} has {pages} pages; at most {limit} are read.",
        "Choose the pages that hold the plan and save them as a file of their own.",
    ),
    "too-many-characters": (
        "{name} holds more than {limit} characters, more than a plan has.",
        "Choose the pages that hold the plan and save them as a file of their own.",
    ),
    "damaged-page": (
        "Page {page} of {name} is damaged and cannot be opened.",
        "Fetch the file again, or open it in a PDF program and save it anew.",
    ),
    "not-zip": (
        "{name} is named {suffix}, but its content is not that of a {suffix} file.",
        "Open it in the program that made it and save it as {suffix} again.",
    ),
    "other-zip": (
        "{name} is an archive, but neither a Word nor an Excel file.",
        "Unpack it and choose the plan inside.",
    ),
    "damaged": (
        "{name} is damaged and cannot be opened ({reason}).",
        "Fetch it again, or open it in Word, Excel or WPS and save it anew.",
    ),
    "locked": ("{name} is protected by a password.", "Remove the password and save it again."),
    "too-large": (
        "{name} is too large: {size} MB, at most {limit} MB are read.",
        "Remove pictures and attachments, or split the file.",
    ),
    "bomb": (
        "{name} unpacks to more than an honest document would ({reason}), so it was not opened.",
        "Fetch the document from its publisher again.",
    ),
    "entities": (
        "{name} declares XML entities, which no Office program writes, so it was not opened.",
        "Fetch the document from its publisher again.",
    ),
    "no-header": (
        "No header row was found in {name}: its first row is {header}.",
        "Name the columns; looked for a task column ({words}) and at least one more "
        "(number, units, leaders, due).",
    ),
    "csv": (
        "{name} is not a well-formed CSV file (line {line}: {reason}).",
        "Open it in Excel or WPS and save it as CSV (UTF-8) again.",
    ),
}
