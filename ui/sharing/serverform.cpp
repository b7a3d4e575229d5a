#include "sharing/serverform.h"

#include "common/plaintext.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr int portWidth = Theme::grid * 10;
constexpr int highestPort = 65535;
constexpr int longestPath = 4000;
} // namespace

void ServerForm::addServer(const QString &heading, const QString &userHint)
{
    addHeading(heading);
    QWidget *server = buildServer();
    addField(tr("Ser&ver"), m_host, server, {});
    m_database = addLine(tr("&Database"), tr("Database"));
    m_user = addLine(tr("&User"), tr("User"), userHint);
    m_password = addLine(tr("Pass&word"), tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    QWidget *certificate = buildCertificate();
    addField(tr("Certi&ficate"), m_certificate, certificate,
             tr("The file (PEM) of the authority that vouches for the server. Not needed for this computer's own."));
}

QWidget *ServerForm::buildServer()
{
    auto *row = new QWidget(this);
    row->setMaximumWidth(fieldWidth);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    m_host = makeLine(tr("Server"));
    m_host->setPlaceholderText(u"db.example.com"_s);
    m_port = makeLine(tr("Port"));
    m_port->setText(u"5432"_s);
    m_port->setValidator(new QIntValidator(1, highestPort, m_port));
    m_port->setFixedWidth(portWidth);
    auto *caption = PlainText::label(tr("P&ort"), row);
    caption->setBuddy(m_port);
    layout->addWidget(m_host, 1);
    layout->addWidget(caption);
    layout->addWidget(m_port);
    return row;
}

QWidget *ServerForm::buildCertificate()
{
    auto *row = new QWidget(this);
    row->setMaximumWidth(fieldWidth);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    m_certificate = makeLine(tr("Certificate file"));
    m_certificate->setMaxLength(longestPath);
    auto *browse = new QPushButton(tr("&Browse …"), row);
    browse->setAutoDefault(false);
    layout->addWidget(m_certificate, 1);
    layout->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, &ServerForm::chooseCertificate);
    return row;
}

void ServerForm::chooseCertificate()
{
    auto *files = new QFileDialog(this, tr("Choose the certificate"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    files->setNameFilter(tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    connect(files, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_certificate->setText(QDir::toNativeSeparators(file));
        markWrong(m_certificate, false);
        Q_EMIT edited();
    });
    files->open();
}

QString ServerForm::applyServer(SetUpRequest &request)
{
    PracticeAddress &address = request.address;
    address.host = pasted(m_host);
    address.port = m_port->text().toInt();
    address.database = m_database->text().trimmed();
    address.user = m_user->text().trimmed();
    address.caFile = QDir::fromNativeSeparators(m_certificate->text().trimmed());
    request.password = m_password->text();
    if (address.host.isEmpty())
        return refuse(m_host, tr("Type the server's name."));
    if (!m_port->hasAcceptableInput())
        return refuse(m_port, tr("The port is a number up to 65535, usually 5432."));
    if (address.database.isEmpty())
        return refuse(m_database, tr("Type the database's name."));
    if (address.user.isEmpty())
        return refuse(m_user, tr("Type the user's name."));
    if (address.caFile.isEmpty() && !address.canBePlain())
        return refuse(m_certificate, tr("Choose the certificate file: without it nobody knows whose server answers."));
    if (!address.check())
        return refuse(m_host, tr("This is no server's name. It looks like db.example.com or 192.0.2.7."));
    return {};
}

NewPracticeForm::NewPracticeForm(const QString &practiceName, const QString &ownName, QWidget *parent)
    : ServerForm(parent)
{
    addHeading(tr("The practice"));
    m_practice = addLine(tr("&Practice name"), tr("Practice name"));
    m_practice->setText(PlainText::beginOf(PlainText::oneLine(practiceName), m_practice->maxLength()));
    m_name = addLine(tr("Your &name"), tr("Your name"), tr("You become its administrator, who invites the others."));
    m_name->setText(PlainText::beginOf(PlainText::oneLine(ownName), m_name->maxLength()));
    addServer(tr("Its database"), tr("May make roles (CREATEROLE). Used once and not kept."));
}

QString NewPracticeForm::apply(SetUpRequest &request)
{
    request.practiceName = PlainText::oneLine(m_practice->text());
    request.adminName = PlainText::oneLine(m_name->text());
    if (request.practiceName.isEmpty())
        return refuse(m_practice, tr("Type the practice's name."));
    if (request.adminName.isEmpty())
        return refuse(m_name, tr("Type your name, as the others know you."));
    return applyServer(request);
}
