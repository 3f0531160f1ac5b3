#!/usr/bin/env python3
"""Résumés with known truth: five languages, many layouts. Used by tests/screen/resume_test.cpp and bench.

    make_resumes.py --count 150 --seed 1 --out DIR     writes DIR/NNN.txt (or .html) and DIR/truth.json

Names, firms and schools are invented or common; every choice of order, date style, separator and heading is drawn."""
import argparse
import html
import json
import pathlib
import random
import re

LANG = {
    "en": dict(
        first="James Mary Olu Priya Daniel Sofia Wei Fatima Grace Tomasz Aisha Liam Hannah Mateo Ngozi Ethan Yuki Nadia Oscar Leila".split(),
        last="Smith Okafor Patel Nguyen Kowalski Garcia Johansson O'Brien Haddad Kim Tanaka Mensah Rossi Schneider Brown Lee Walker Ivanova Singh Baker".split(),
        roles=["Software Engineer", "Senior Software Engineer", "Data Analyst", "Project Manager", "DevOps Engineer", "Frontend Developer", "QA Engineer", "Product Manager", "Accountant", "Registered Nurse", "Marketing Coordinator", "Research Assistant", "Head of Engineering", "Systems Administrator", "Technical Lead", "Intern", "Customer Support Specialist", "Backend Developer", "Machine Learning Engineer", "VP of Sales"],
        firms=["Northwind Traders", "Acme Corp", "Bluebird Software Inc.", "Initech", "Hooli", "Riverbend Analytics LLC", "Globex Corporation", "Umbra Health", "Stark & Lowe", "Pied Piper", "Quantum Leap Labs", "Evergreen Bank", "Lakeside Hospital", "Vandelay Industries", "Datapoint", "Kestrel Systems Ltd", "Foxglove", "BrightPath Consulting", "Oakwood Logistics", "Zephyr"],
        schools=["University of Michigan", "Texas State University", "Boston College", "MIT", "Georgia Institute of Technology", "University of Leeds", "Portland Community College", "Stanford University", "Trinity College Dublin", "Lincoln High School"],
        degrees=["B.Sc. in Computer Science", "Bachelor of Arts in Economics", "M.Sc. Data Science", "Master of Business Administration", "BS Mathematics", "PhD in Physics", "Associate of Applied Science", "Bachelor of Engineering"],
        cities=["Austin, TX", "Seattle, WA", "Chicago, IL", "London, UK", "Denver, CO", "Boston, MA", "Remote"],
        addresses=["1450 Maple Avenue, Austin, TX 78701", "22 Elm Street, Apt 5, Boston, MA 02115", "7 King's Road, London SW3 5EE", "980 Pine St, Seattle, WA 98101", "Denver, CO", "Chicago, IL 60614"],
        phones=["(512) 555-0143", "+1 206 555 0199", "617-555-0162", "+44 20 7946 0958", "312.555.0178"],
        h=dict(summary=["Summary", "PROFILE", "About Me", "Professional Summary"], experience=["Experience", "WORK EXPERIENCE", "Professional Experience", "Employment History", "Career History"], education=["Education", "EDUCATION", "Education and Training", "Academic Background"], skills=["Skills", "TECHNICAL SKILLS", "Core Competencies", "Technologies"], languages=["Languages", "LANGUAGES"], contact=["Contact", "Personal Details"]),
        langs=["English", "Spanish", "German", "French", "Mandarin", "Hindi"], levels=["native", "fluent", "C1", "intermediate"],
        months="January February March April May June July August September October November December".split(), short="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
        present=["Present", "present", "Now", "Current", "to date"], to=["–", "-", "to", "—"], since=["since", "Since"],
        at="at", title=["Résumé", "Curriculum Vitae", "CV"],
        bullets=["Led a team of six and cut release time by 40%", "Built internal dashboards used by 200 colleagues", "Migrated the billing platform to the cloud in 2016", "Wrote unit and integration tests", "Reduced costs by $120,000 a year", "Mentored junior colleagues and ran weekly reviews"],
        para="Responsible for the design and delivery of customer-facing services, working closely with product and operations teams across three sites.",
        labels=dict(name="Name", email="Email", phone="Phone", address="Address", born="Date of Birth", company="Company", role="Position", dates="Dates")),
    "de": dict(
        first="Anna Lukas Jürgen Katharina Mehmet Sabine Jonas Leonie Piotr Amira Stefan Birgit".split(), last="Müller Schmidt Yılmaz Weber Großmann Hoffmann Schäfer Nowak Krüger Vogel Becker Lehmann".split(),
        roles=["Softwareentwickler", "Projektleiterin", "Systemadministrator", "Senior Consultant", "Werkstudent", "Leiter IT", "Fachinformatiker", "Datenanalystin", "Buchhalterin", "Krankenpfleger", "Product Owner", "Ingenieur Qualitätssicherung", "Wissenschaftlicher Mitarbeiter", "Vertriebsleiter"],
        firms=["Nordstern GmbH", "Rheinwerk AG", "Adler & Söhne KG", "Blaupunkt Systeme GmbH", "Stadtwerke Musterstadt", "Hanseatic Software GmbH", "Lindwurm Logistik", "Alpenblick Versicherung AG", "Kranich Labs", "Zeitlos Medien", "Klinikum Süd", "Eisvogel"],
        schools=["TU München", "Universität Hamburg", "Hochschule Bremen", "Fachhochschule Köln", "Goethe-Gymnasium Frankfurt", "Technische Universität Berlin", "Berufsschule Kiel", "RWTH Aachen"],
        degrees=["B.Sc. Informatik", "Master of Science Wirtschaftsinformatik", "Diplom-Ingenieur Maschinenbau", "Abitur", "Ausbildung zum Fachinformatiker", "Bachelor of Arts BWL", "Promotion Physik"],
        cities=["Berlin", "Hamburg", "München", "Köln", "Remote", "Leipzig"], addresses=["Lindenstraße 12, 10969 Berlin", "Am Markt 3, 20095 Hamburg", "Goethestr. 45a, 80336 München", "50667 Köln"],
        phones=["+49 30 1234567", "0171 2345678", "+49 (0)89 123456-0", "040/3456789"],
        h=dict(summary=["Profil", "Kurzprofil", "Über mich"], experience=["Berufserfahrung", "BERUFLICHER WERDEGANG", "Beruflicher Werdegang"], education=["Ausbildung", "Studium", "BILDUNGSWEG", "Ausbildung und Studium"], skills=["Kenntnisse", "Fähigkeiten", "IT-Kenntnisse", "EDV-KENNTNISSE"], languages=["Sprachen", "Sprachkenntnisse"], contact=["Kontakt", "Persönliche Daten"]),
        langs=["Deutsch", "Englisch", "Französisch", "Türkisch", "Polnisch"], levels=["Muttersprache", "fließend", "B2", "Grundkenntnisse"],
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(), short="Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split(),
        present=["heute", "Heute", "jetzt", "aktuell"], to=["–", "-", "bis"], since=["seit", "Seit", "ab"], at="bei", title=["Lebenslauf", "Curriculum Vitae", "Tabellarischer Lebenslauf"],
        bullets=["Aufbau einer Testumgebung für 30 Dienste", "Leitung eines Teams von fünf Personen", "Einführung von Scrum im Bereich Logistik", "Betreuung von Kunden im In- und Ausland", "Migration der Datenbanken auf PostgreSQL"],
        para="Verantwortlich für Entwicklung und Betrieb der Kundenportale, in enger Zusammenarbeit mit Vertrieb und Fachabteilungen an drei Standorten.",
        labels=dict(name="Name", email="E-Mail", phone="Telefon", address="Anschrift", born="Geburtsdatum", company="Firma", role="Position", dates="Zeitraum")),
    "fr": dict(
        first="Camille Julien Amélie Karim Élodie Baptiste Inès Thomas Aminata Luc Chloé Mathieu".split(), last="Dubois Lefèvre Moreau Benali Girard Traoré Rousseau Fontaine Mercier Diallo Chevalier Blanc".split(),
        roles=["Développeur web", "Ingénieure logiciel", "Chef de projet", "Responsable marketing", "Comptable", "Stagiaire", "Analyste financier", "Technicien réseau", "Directrice technique", "Consultant SAP", "Infirmière", "Chargée de communication"],
        firms=["Lumière SAS", "Groupe Horizon", "Atelier Numérique", "Banque du Rhône", "Soleil Conseil SARL", "Mistral Technologies", "Clinique Saint-Roch", "Orange Bleue", "Novalis", "Vert Prairie SA", "Transports Garonne"],
        schools=["Université Lyon 1", "INSA Toulouse", "École Centrale de Nantes", "Lycée Victor Hugo", "IUT de Lille", "Université de Bordeaux", "HEC Paris"],
        degrees=["Licence Informatique", "Master 2 Génie logiciel", "Diplôme d'ingénieur", "BTS Comptabilité", "Baccalauréat scientifique", "DUT Informatique", "Doctorat en chimie"],
        cities=["Paris", "Lyon", "Toulouse", "Nantes", "Télétravail", "Bordeaux"], addresses=["12 rue de la République, 69002 Lyon", "5 bis avenue Jean Jaurès, 31000 Toulouse", "75011 Paris", "48, boulevard Gambetta, 44000 Nantes"],
        phones=["06 12 34 56 78", "+33 6 98 76 54 32", "01.44.55.66.77", "+33 (0)4 78 12 34 56"],
        h=dict(summary=["Profil", "À propos", "Résumé"], experience=["Expérience professionnelle", "EXPÉRIENCES PROFESSIONNELLES", "Expériences", "Parcours professionnel"], education=["Formation", "FORMATION", "Formations", "Diplômes et formations"], skills=["Compétences", "COMPÉTENCES TECHNIQUES", "Compétences informatiques"], languages=["Langues", "LANGUES"], contact=["Contact", "Coordonnées"]),
        langs=["Français", "Anglais", "Espagnol", "Arabe", "Allemand"], levels=["langue maternelle", "courant", "B2", "notions"],
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(), short="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
        present=["aujourd'hui", "présent", "ce jour"], to=["–", "-", "à"], since=["depuis", "Depuis"], at="chez", title=["Curriculum Vitae", "CV"],
        bullets=["Encadrement d'une équipe de cinq personnes", "Mise en place de tests automatisés", "Réduction des coûts de 15 %", "Développement d'une application mobile", "Gestion du budget annuel et des fournisseurs"],
        para="En charge de la conception et de la livraison des services clients, en lien étroit avec les équipes produit et exploitation sur trois sites.",
        labels=dict(name="Nom", email="Courriel", phone="Téléphone", address="Adresse", born="Date de naissance", company="Entreprise", role="Poste", dates="Période")),
    "es": dict(
        first="Lucía Javier Carmen Diego Valentina Andrés María Sergio Ximena Pablo Elena Hugo".split(), last="García López Hernández Martínez Fernández Quispe Torres Ramírez Castillo Navarro Ruiz Ortega".split(),
        roles=["Desarrollador de software", "Ingeniera de datos", "Jefe de proyecto", "Analista programador", "Administrativa", "Técnico de sistemas", "Diseñadora gráfica", "Contador", "Enfermera", "Becario", "Responsable de ventas", "Consultor SAP"],
        firms=["Soluciones Ibéricas S.L.", "Grupo Andino", "Banco Meridional", "Naranja Digital", "Talleres Robles S.A.", "Cóndor Tecnología", "Hospital San Lucas", "Mareas Consultoría", "Azul Logística", "Viento Norte", "Editorial Faro"],
        schools=["Universidad Complutense de Madrid", "Universidad de Buenos Aires", "Instituto Tecnológico de Monterrey", "IES Cervantes", "Universidad Politécnica de Valencia", "Escuela Superior de Comercio", "UNAM"],
        degrees=["Grado en Ingeniería Informática", "Licenciatura en Economía", "Máster en Big Data", "Técnico Superior en Desarrollo de Aplicaciones", "Bachillerato", "Ingeniería Industrial"],
        cities=["Madrid", "Barcelona", "Ciudad de México", "Bogotá", "Valencia", "Remoto"], addresses=["Calle Mayor 21, 28013 Madrid", "Avda. de la Constitución 8, 3ºB, 41001 Sevilla", "Carrera 15 #93-60, Bogotá", "08015 Barcelona"],
        phones=["+34 612 345 678", "91 123 45 67", "+52 55 1234 5678", "612345678"],
        h=dict(summary=["Perfil", "Sobre mí", "Perfil profesional"], experience=["Experiencia laboral", "EXPERIENCIA PROFESIONAL", "Experiencia", "Trayectoria profesional"], education=["Formación académica", "EDUCACIÓN", "Formación", "Estudios"], skills=["Habilidades", "CONOCIMIENTOS TÉCNICOS", "Competencias", "Tecnologías"], languages=["Idiomas", "IDIOMAS"], contact=["Contacto", "Datos personales"]),
        langs=["Español", "Inglés", "Portugués", "Catalán", "Francés"], levels=["nativo", "avanzado", "B2", "básico"],
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(), short="ene feb mar abr may jun jul ago sep oct nov dic".split(),
        present=["actualidad", "presente", "la actualidad", "hoy"], to=["–", "-", "a", "hasta"], since=["desde", "Desde"], at="en", title=["Currículum Vitae", "Hoja de vida", "CV"],
        bullets=["Gestión de un equipo de cinco personas", "Implantación de pruebas automáticas", "Reducción de costes del 15 %", "Desarrollo de una aplicación móvil", "Atención a clientes nacionales e internacionales"],
        para="Encargado del diseño y la entrega de servicios para clientes, en estrecha colaboración con los equipos de producto y operaciones en tres sedes.",
        labels=dict(name="Nombre", email="Correo", phone="Teléfono", address="Dirección", born="Fecha de nacimiento", company="Empresa", role="Puesto", dates="Periodo")),
    "pt": dict(
        first="João Mariana Pedro Beatriz Rafael Luana Tiago Camila Gonçalo Juliana Bruno Inês".split(), last="Silva Santos Oliveira Pereira Costa Almeida Ferreira Ribeiro Nogueira Carvalho Teixeira Moura".split(),
        roles=["Desenvolvedor de software", "Engenheira de dados", "Gerente de projetos", "Analista de sistemas", "Assistente administrativo", "Estagiário", "Coordenadora de marketing", "Contador", "Enfermeiro", "Técnico de suporte", "Diretora financeira"],
        firms=["Horizonte Tecnologia Ltda", "Grupo Atlântico", "Banco do Vale", "Rio Claro Sistemas", "Café & Código", "Mar Aberto Lda", "Hospital Santa Luzia", "Pinheiro Consultoria", "Verde Folha", "Lusitânia Seguros S.A."],
        schools=["Universidade de São Paulo", "Universidade do Porto", "UFMG", "Instituto Superior Técnico", "Escola Secundária Camões", "Universidade Federal do Paraná", "Faculdade de Tecnologia de Santos"],
        degrees=["Bacharelado em Ciência da Computação", "Licenciatura em Gestão", "Mestrado em Engenharia Informática", "Tecnólogo em Redes", "Ensino Médio", "MBA em Gestão de Projetos"],
        cities=["São Paulo", "Lisboa", "Porto", "Curitiba", "Remoto", "Rio de Janeiro"], addresses=["Rua das Flores, 123, 01310-100 São Paulo - SP", "Avenida da Liberdade 45, 1250-096 Lisboa", "Travessa do Carmo 7, 4050-011 Porto", "Curitiba - PR"],
        phones=["+55 11 91234-5678", "(21) 98765-4321", "+351 912 345 678", "912 345 678"],
        h=dict(summary=["Perfil", "Resumo", "Sobre mim"], experience=["Experiência profissional", "EXPERIÊNCIA PROFISSIONAL", "Experiência", "Histórico profissional"], education=["Formação acadêmica", "FORMAÇÃO", "Educação", "Escolaridade"], skills=["Competências", "HABILIDADES", "Conhecimentos técnicos", "Tecnologias"], languages=["Idiomas", "Línguas"], contact=["Contato", "Dados pessoais", "Contactos"]),
        langs=["Português", "Inglês", "Espanhol", "Francês", "Alemão"], levels=["nativo", "fluente", "B2", "básico"],
        months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(), short="jan fev mar abr mai jun jul ago set out nov dez".split(),
        present=["atual", "presente", "atualmente", "o momento"], to=["–", "-", "a", "até"], since=["desde", "Desde"], at="na", title=["Curriculum Vitae", "Currículo", "CV"],
        bullets=["Gestão de uma equipa de cinco pessoas", "Implementação de testes automatizados", "Redução de custos em 15%", "Desenvolvimento de um aplicativo móvel", "Atendimento a clientes nacionais"],
        para="Responsável pelo desenho e entrega de serviços aos clientes, em estreita colaboração com as equipes de produto e operações em três unidades.",
        labels=dict(name="Nome", email="E-mail", phone="Telefone", address="Endereço", born="Data de nascimento", company="Empresa", role="Cargo", dates="Período")),
}
TECH = ["Python", "Java", "C++", "JavaScript", "TypeScript", "React", "Node.js", "Docker", "Kubernetes", "PostgreSQL", "AWS", "Linux", "Git", "Excel", "SAP", "Django", "Spring Boot", "Go", "C#", "Tableau", "Photoshop", "Jira", "MySQL", "Terraform"]
MAIL = ["gmail.com", "outlook.com", "mail.example.org", "proton.me", "web.de", "yahoo.fr", "example.co.uk"]


def ascii_of(text):
    import unicodedata
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ı", "i").replace("ø", "o")) if c.isalnum() and ord(c) < 128)


class Style:
    def __init__(self, r, lang):
        self.r, self.L, self.lang = r, LANG[lang], lang
        self.date = r.choice(["month", "short", "numeric", "dotted", "year", "iso", "apostrophe"] if lang == "en" else ["month", "short", "numeric", "dotted", "year", "numeric"])
        self.to = r.choice(self.L["to"])
        self.present = r.choice(self.L["present"])
        self.open = r.choice(["present", "present", "since"])
        self.sep = r.choice([" | ", ", ", " – ", " • ", " - ", " · "])
        self.job = r.randrange(13)
        self.school = r.randrange(8)
        self.bullet = r.choice(["• ", "- ", "* ", "– ", "▪ "])
        self.body = r.choice(["bullets", "bullets", "para", "none", "mixed"])
        self.header = r.randrange(7)
        self.upper_heads = r.random() < 0.3
        self.blank = r.random() < 0.7

    def one(self, y, m):
        L = self.L
        if self.date == "year":
            return str(y), f"{y:04}"
        iso = f"{y:04}-{m:02}"
        if self.date == "month":
            de = " de " if self.lang in ("es", "pt") and self.r.random() < 0.6 else " "
            return L["months"][m - 1] + de + str(y), iso
        if self.date == "short":
            return L["short"][m - 1] + " " + str(y), iso
        if self.date == "dotted":
            return f"{m:02}.{y}", iso
        if self.date == "iso":
            return iso, iso
        if self.date == "apostrophe":
            return f"{L['short'][m - 1]} '{y % 100:02}", iso
        return f"{m:02}/{y}", iso

    def span(self, a, b):
        first, iso1 = self.one(*a)
        if b is None:
            if self.open == "since":
                return f"{self.r.choice(self.L['since'])} {first}", iso1, None
            return f"{first} {self.to} {self.present}", iso1, None
        second, iso2 = self.one(*b)
        to = self.to
        glue = "" if to in "–-" and self.date in ("numeric", "dotted", "year") and self.r.random() < 0.5 else " "
        return f"{first}{glue}{to}{glue}{second}", iso1, iso2


def make(r, number, own=False):
    """own: contacts that nobody else has, as in life; drawing them changes nothing else."""
    lang = r.choice(["en", "en", "de", "fr", "es", "pt"])
    L = LANG[lang]
    s = Style(r, lang)
    first, last = r.choice(L["first"]), r.choice(L["last"])
    middle = r.random()
    name = f"{first} {last}" if middle < 0.75 else f"{first} {r.choice('ABCDEFGH')}. {last}" if middle < 0.85 else f"{first} {r.choice(L['first'])} {last}"
    user = r.choice([f"{ascii_of(first)}.{ascii_of(last)}", f"{ascii_of(first)[0]}{ascii_of(last)}{r.randrange(99)}", f"{ascii_of(last)}_{ascii_of(first)}", f"hello{r.randrange(100)}"])
    email = f"{user}@{r.choice(MAIL)}"
    phone, address = r.choice(L["phones"]), r.choice(L["addresses"])
    links = [f"linkedin.com/in/{ascii_of(first)}-{ascii_of(last)}"] if r.random() < 0.6 else []
    if r.random() < 0.5:
        links.append(f"{r.choice(['https://', ''])}github.com/{ascii_of(first)}{ascii_of(last)}")
    if r.random() < 0.2:
        links.append(f"https://www.{ascii_of(last)}.dev")
    if own:
        email = email.replace("@", f".{number}@")
        phone = f"+1 {200 + number // 10000 % 700} {200 + number // 100 % 100}-{1000 + number % 100 * 37}"
        address = re.sub(r"\d+", lambda found: str(number % 9000 + 1), address, count=1) if re.match(r"\D*\d+\D", address) else address
        links = [f"{link}{number}" for link in links if not link.endswith(".dev")]
    truth = dict(language=lang, name=name, emails=[email], phones=[phone], addresses=[address], links=list(links), jobs=[], degrees=[], skills=[], languages=[])
    born = None
    if lang != "en" and r.random() < 0.5:
        y, m, d = r.randrange(1965, 2000), r.randrange(1, 13), r.randrange(1, 29)
        born = f"{d:02}.{m:02}.{y}" if lang == "de" else f"{d:02}/{m:02}/{y}"
        truth["date_of_birth"] = f"{y:04}-{m:02}-{d:02}"

    # jobs, newest first
    jobs, y, m = [], 2026, r.randrange(1, 10)
    current = r.random() < 0.7
    firms = r.sample(L["firms"], r.randrange(2, 6))
    for i, firm in enumerate(firms):
        end = None if i == 0 and current else (y, m)
        years, months = r.randrange(0, 5), r.randrange(1, 12)
        y2, m2 = y - years, m - months
        if m2 < 1:
            y2, m2 = y2 - 1, m2 + 12
        jobs.append((firm, r.choice(L["roles"]), r.choice(L["cities"]), (y2, m2), end))
        y, m = (y2, m2 - r.randrange(0, 3))
        if m < 1:
            y, m = y - 1, m + 12
    out = []
    H = lambda kind: (t := r.choice(L["h"][kind]), t.upper() if s.upper_heads else t)[1] + (":" if r.random() < 0.15 else "")

    def header():
        lab = L["labels"]
        title = r.choice(L["roles"]) if r.random() < 0.4 else None
        if r.random() < 0.2:
            out.append(("title", r.choice(L["title"])))
        shown = name.upper() if r.random() < 0.2 else name
        if s.header == 0:
            out.append(("name", shown))
            if title: out.append(("", title))
            out.append(("", s.sep.join([address, phone, email] + links) if s.sep != ", " else " | ".join([address, phone, email] + links)))
        elif s.header == 1:
            out.append(("name", shown))
            for x in [address, phone, email] + links: out.append(("", x))
            if title: out.append(("", title))
        elif s.header == 2:
            if r.random() < 0.5: out.append(("", f"{lab['name']}: {name}"))
            else: out.append(("name", shown))
            out.append(("", f"{lab['address']}: {address}"))
            out.append(("", f"{lab['phone']}: {phone}"))
            out.append(("", f"{lab['email']}: {email}"))
            for x in links: out.append(("", ("LinkedIn: " if "linkedin" in x else "Web: ") + x))
        elif s.header == 3:
            out.append(("name", shown + (", " + r.choice(["MBA", "PhD", "M.Sc."]) if r.random() < 0.3 else "")))
            if title: out.append(("", title))
            out.append(("", f"{email} • {phone}"))
            out.append(("", address))
            if links: out.append(("", " • ".join(links)))
        elif s.header == 4:
            out.append(("name", shown))
            if title: out.append(("", title))
            out.append(("gap", ""))
            out.append(("head", H("contact")))
            for x in [email, phone, address] + links: out.append(("", x))
        elif s.header == 5:
            out.append(("name", shown))
            street, _, rest = address.partition(", ")
            out.append(("", street))
            if rest: out.append(("", rest))
            out.append(("", f"{r.choice(['Tel.', 'Tel:', 'T:', '☎'])} {phone}"))
            out.append(("", email))
            for x in links: out.append(("", x))
        else:
            out.append(("name", shown + (" – " + title if title else "")))
            out.append(("", f"{lab['email']}: {email} | {lab['phone']}: {phone}"))
            out.append(("", f"{lab['address']}: {address}" + (" | " + " | ".join(links) if links else "")))
        if born: out.append(("", f"{lab['born']}: {born}"))

    def body():
        kind = s.body if s.body != "mixed" else r.choice(["bullets", "para"])
        if kind == "bullets":
            for b in r.sample(L["bullets"], r.randrange(1, 4)): out.append(("item", b))
        elif kind == "para":
            out.append(("", L["para"]))
        if r.random() < 0.15:
            used = r.sample(TECH, 3)
            out.append(("", {"en": "Technologies", "de": "Technologien", "fr": "Technologies", "es": "Tecnologías", "pt": "Tecnologias"}[lang] + ": " + ", ".join(used)))
            truth["skills"] += used

    def experience():
        out.append(("head", H("experience")))
        for i, (firm, role, city, a, b) in enumerate(jobs):
            text, iso1, iso2 = s.span(a, b)
            truth["jobs"].append({"employer": firm, "role": role, "from": iso1, "to": iso2})
            if s.blank and i: out.append(("gap", ""))
            k = s.job
            if k == 0: out.append(("b", f"{role}, {firm}, {city}\t{text}"))
            elif k == 1: out.append(("b", f"{firm} — {city}")), out.append(("", f"{role} ({text})"))
            elif k == 2: out.append(("", text)), out.append(("b", role)), out.append(("", f"{firm}, {city}"))
            elif k == 3: out.append(("b", f"{role} {L['at']} {firm} | {text}"))
            elif k == 4: out.append(("b", firm)), out.append(("", role)), out.append(("", f"{text} | {city}"))
            elif k == 5: out.append(("b", f"{text}: {role}, {firm}"))
            elif k == 6:
                lab = L["labels"]
                out.append(("", f"{lab['company']}: {firm}")), out.append(("", f"{lab['role']}: {role}")), out.append(("", f"{lab['dates']}: {text}"))
            elif k == 7: out.append(("b", f"{firm} ({text}) - {role}"))
            elif k == 8: out.append(("", f"{text}\t{role}")), out.append(("", f"\t{firm}, {city}"))
            elif k == 9: out.append(("b", role)), out.append(("", f"{firm} · {city}")), out.append(("", f"{text} · {r.choice(['2 yrs 3 mos', '1 yr', '8 mos'])}" if lang == "en" else text))
            elif k == 10: out.append(("b", f"{role} | {firm} | {city} | {text}"))
            elif k == 11: out.append(("b", f"{firm}, {city}\t{text}")), out.append(("", role))
            else: out.append(("b", f"{role}\t{text}")), out.append(("", f"{firm}, {city}"))
            body()

    def education():
        out.append(("head", H("education")))
        y = jobs[-1][3][0]
        for i, school in enumerate(r.sample(L["schools"], r.randrange(1, 4))):
            degree = r.choice(L["degrees"])
            single = s.school in (3, 5) or r.random() < 0.15
            a, b = (y - r.randrange(2, 5), 9), (y, 6)
            if single:
                text, iso1, iso2 = str(b[0]), None, str(b[0])
            else:
                text, iso1, iso2 = s.span(a, b)
            y = a[0]
            truth["degrees"].append({"school": school, "degree": degree, "from": iso1, "to": iso2})
            if s.blank and i: out.append(("gap", ""))
            k = s.school
            if k == 0: out.append(("b", f"{degree}, {school}\t{text}"))
            elif k == 1: out.append(("b", school)), out.append(("", f"{degree}, {text}"))
            elif k == 2: out.append(("", text)), out.append(("b", degree)), out.append(("", school))
            elif k == 3: out.append(("b", f"{degree} – {school} ({text})"))
            elif k == 4: out.append(("b", school)), out.append(("", degree)), out.append(("", text))
            elif k == 5: out.append(("item", f"{degree}, {school}, {text}"))
            elif k == 6: out.append(("", f"{text}\t{school}")), out.append(("", f"\t{degree}"))
            else: out.append(("b", f"{degree} | {school} | {text}"))

    def skills():
        out.append(("head", H("skills")))
        some = r.sample(TECH, r.randrange(4, 11))
        truth["skills"] += some
        k = r.randrange(4)
        if k == 0: out.append(("", ", ".join(some)))
        elif k == 1:
            for x in some: out.append(("item", x))
        elif k == 2: out.append(("", f"Tools: {', '.join(some[:3])}")), out.append(("", f"Software: {', '.join(some[3:])}"))
        else: out.append(("", " • ".join(some)))

    def languages():
        out.append(("head", H("languages")))
        some = r.sample(L["langs"], r.randrange(2, 4))
        truth["languages"] = some
        k = r.randrange(3)
        pairs = [f"{x} ({r.choice(L['levels'])})" for x in some]
        if k == 0: out.append(("", ", ".join(pairs)))
        elif k == 1:
            for x in some: out.append(("item", f"{x} – {r.choice(L['levels'])}"))
        else:
            for x in some: out.append(("", f"{x}: {r.choice(L['levels'])}"))

    header()
    if r.random() < 0.5:
        out.append(("gap", ""))
        out.append(("head", H("summary")))
        out.append(("", L["para"]))
    parts = [experience, education, skills, languages]
    if r.random() < 0.3: parts = [education, experience, skills, languages]
    if r.random() < 0.2: parts = [skills, experience, education, languages]
    for part in parts:
        out.append(("gap", ""))
        part()
    return truth, out, s


def as_text(out, style):
    lines = []
    for kind, text in out:
        if kind == "gap":
            if lines and lines[-1]: lines.append("")
        elif kind == "head":
            lines.append(text)
            if style.r.random() < 0.2: lines.append("-" * len(text))
        elif kind == "item": lines.append(style.bullet + text)
        else: lines.append(text)
    return "\n".join(lines) + "\n"


def as_html(out, _):
    body, items = [], False
    for kind, text in out:
        if items and kind != "item":
            body.append("</ul>")
            items = False
        cells = text.split("\t")
        shown = " ".join(html.escape(c) for c in cells) if len(cells) == 1 else "<table><tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in cells) + "</tr></table>"
        if kind == "name": body.append(f"<h1>{shown}</h1>")
        elif kind == "head": body.append(f"<h2>{shown}</h2>")
        elif kind == "item":
            if not items: body.append("<ul>")
            items = True
            body.append(f"<li>{shown}</li>")
        elif kind == "b": body.append(f"<div><b>{shown}</b></div>")
        elif kind != "gap": body.append(f"<p>{shown}</p>")
    return "<!doctype html><html><head><title>CV</title><style>b{font-weight:bold}</style></head><body>" + "\n".join(body) + ("</ul>" if items else "") + "</body></html>\n"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=150)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--own-contacts", action="store_true", help="nobody shares an address, a number or a link with anybody")
    arguments.add_argument("--format", default="txt", choices=["txt", "html", "both"])
    a = arguments.parse_args()
    folder = pathlib.Path(a.out)
    folder.mkdir(parents=True, exist_ok=True)
    truths = []
    for number in range(a.count):
        r = random.Random(f"{a.seed}-{number}")
        truth, out, style = make(r, number, a.own_contacts)
        suffix = a.format if a.format != "both" else ["txt", "html"][number % 2]
        truth["file"] = f"{number:05}.{suffix}"
        (folder / truth["file"]).write_text((as_html if suffix == "html" else as_text)(out, style), encoding="utf-8")
        truths.append(truth)
    (folder / "truth.json").write_text(json.dumps(truths, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
