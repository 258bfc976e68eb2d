-- The words of a text as they are searched: lower case, without accents, TeX commands and Greek letters by their names.
-- What is neither letter nor digit parts words, so `long-form` is two.
CREATE MACRO internals.greek_named(text) AS CASE
    WHEN NOT regexp_matches(text, '[α-ω]') THEN text
    ELSE array_to_string(list_transform(string_split(text, ''), lambda letter: coalesce(' ' || MAP {
        'α': 'alpha', 'β': 'beta', 'γ': 'gamma', 'δ': 'delta', 'ε': 'epsilon', 'ζ': 'zeta',
        'η': 'eta', 'θ': 'theta', 'ι': 'iota', 'κ': 'kappa', 'λ': 'lambda', 'μ': 'mu',
        'ν': 'nu', 'ξ': 'xi', 'ο': 'omicron', 'π': 'pi', 'ρ': 'rho', 'σ': 'sigma',
        'τ': 'tau', 'υ': 'upsilon', 'φ': 'phi', 'χ': 'chi', 'ψ': 'psi', 'ω': 'omega'
    }[letter] || ' ', letter)), '')
END;

-- An accent in TeX goes, as \" and \c of \"{o} and \c{c}; a command with an argument is a word beside it: \textbf{one}.
CREATE MACRO internals.tex_folded(text) AS CASE
    WHEN NOT regexp_matches(text, '[\\{}$]') THEN text
    ELSE regexp_replace(regexp_replace(regexp_replace(
        text, '\\[cvuHkrbdt](\s*\{|\s+)|\\[^\w\s]', '', 'g'), '(\\[A-Za-z]+)\s*\{|\}\s*\{', '\1 ', 'g'), '[{}$]', '', 'g')
END;

-- Letters that have no accent to lose: strokes, and the other forms of Greek ones. A ligature is two letters.
CREATE MACRO internals.letters_folded(text) AS replace(replace(replace(
    translate(text, 'øłđðħıµϵϕϑϖϱς', 'olddhiμεφθπρσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

CREATE MACRO internals.folded_words_of(text) AS regexp_extract_all(
    internals.greek_named(internals.letters_folded(lower(strip_accents(internals.tex_folded(text))))), '[\p{L}\p{N}]+'
);

-- Most texts are ASCII without TeX: nothing in them has to be folded but capital letters.
CREATE MACRO internals.words_of(text) AS CASE
    WHEN strlen(text) = length(text) AND NOT regexp_matches(text, '[\\{}$]')
        THEN regexp_extract_all(lower(text), '[a-z0-9]+')
    ELSE internals.folded_words_of(text)
END;
