-- The words of a text as they are searched: lower case, without accents, TeX commands and Greek letters by their names.
-- An accent in TeX (\"{o}, \'e) goes; what else is between words parts them, so `long-form` is two.
CREATE MACRO greek_named(text) AS CASE
    WHEN NOT regexp_matches(text, '[α-ω]') THEN text
    ELSE array_to_string(list_transform(string_split(text, ''), lambda letter: coalesce(' ' || MAP {
        'α': 'alpha', 'β': 'beta', 'γ': 'gamma', 'δ': 'delta', 'ε': 'epsilon', 'ζ': 'zeta',
        'η': 'eta', 'θ': 'theta', 'ι': 'iota', 'κ': 'kappa', 'λ': 'lambda', 'μ': 'mu',
        'ν': 'nu', 'ξ': 'xi', 'ο': 'omicron', 'π': 'pi', 'ρ': 'rho', 'σ': 'sigma',
        'τ': 'tau', 'υ': 'upsilon', 'φ': 'phi', 'χ': 'chi', 'ψ': 'psi', 'ω': 'omega',
        'ς': 'sigma'
    }[letter] || ' ', letter)), '')
END;

CREATE MACRO words_of(text) AS regexp_extract_all(
    greek_named(lower(strip_accents(regexp_replace(text, '\\[^\w\s]|[{}$]', '', 'g')))), '[\p{L}\p{N}]+'
);
