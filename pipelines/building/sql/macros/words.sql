-- The words of a text as the search sees them: in lower case, without accents, with TeX commands and Greek letters
-- spelled out. Anything but a letter or digit separates words, so `long-form` is two words.
CREATE MACRO internals.greek_named(text) AS CASE
    WHEN NOT regexp_matches(text, '[α-ω]') THEN text
    ELSE array_to_string(list_transform(string_split(text, ''), lambda letter: coalesce(' ' || MAP {
        'α': 'alpha', 'β': 'beta', 'γ': 'gamma', 'δ': 'delta', 'ε': 'epsilon', 'ζ': 'zeta',
        'η': 'eta', 'θ': 'theta', 'ι': 'iota', 'κ': 'kappa', 'λ': 'lambda', 'μ': 'mu',
        'ν': 'nu', 'ξ': 'xi', 'ο': 'omicron', 'π': 'pi', 'ρ': 'rho', 'σ': 'sigma',
        'τ': 'tau', 'υ': 'upsilon', 'φ': 'phi', 'χ': 'chi', 'ψ': 'psi', 'ω': 'omega'
    }[letter] || ' ', letter)), '')
END;

-- TeX accents are dropped, such as \" in \"{o} and \c in \c{c}; a command stays, as a word before its argument.
CREATE MACRO internals.tex_folded(text) AS CASE
    WHEN NOT regexp_matches(text, '[\\{}$]') THEN text
    ELSE regexp_replace(regexp_replace(regexp_replace(
        text, '\\[cvuHkrbdt](\s*\{|\s+)|\\[^\w\s]', '', 'g'), '(\\[A-Za-z]+)\s*\{|\}\s*\{', '\1 ', 'g'), '[{}$]', '', 'g')
END;

-- Letters without a separate accent: those with strokes, and variant Greek forms. A ligature becomes two letters.
CREATE MACRO internals.letters_folded(text) AS replace(replace(replace(
    translate(text, 'øłđðħıµϵϕϑϖϱς', 'olddhiμεφθπρσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

CREATE MACRO internals.folded_words_of(text) AS regexp_extract_all(
    internals.greek_named(internals.letters_folded(lower(strip_accents(internals.tex_folded(text))))), '[\p{L}\p{N}]+'
);

-- Most texts are ASCII without TeX: only their capital letters need folding.
CREATE MACRO internals.words_of(text) AS CASE
    WHEN strlen(text) = length(text) AND NOT regexp_matches(text, '[\\{}$]')
        THEN regexp_extract_all(lower(text), '[a-z0-9]+')
    ELSE internals.folded_words_of(text)
END;
