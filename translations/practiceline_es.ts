<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>AccountForm</name>
    <message>
        <source>&amp;Account SID</source>
        <translation>&amp;SID de la cuenta</translation>
    </message>
    <message>
        <source>Account SID</source>
        <translation>SID de la cuenta</translation>
    </message>
    <message>
        <source>Begins with AC. Twilio&apos;s console shows it on the first page.</source>
        <translation>Empieza por AC. La consola de Twilio lo muestra en la primera página.</translation>
    </message>
    <message>
        <source>API key S&amp;ID</source>
        <translation>S&amp;ID de la clave API</translation>
    </message>
    <message>
        <source>API key SID</source>
        <translation>SID de la clave API</translation>
    </message>
    <message>
        <source>Begins with SK. Made in Twilio&apos;s console under API keys; it can be taken back alone.</source>
        <translation>Empieza por SK. Se crea en la consola de Twilio, en «API keys»; puede revocarse por separado.</translation>
    </message>
    <message>
        <source>API &amp;key secret</source>
        <translation>Secr&amp;eto de la clave API</translation>
    </message>
    <message>
        <source>API key secret</source>
        <translation>Secreto de la clave API</translation>
    </message>
    <message>
        <source>Auth &amp;token</source>
        <translation>&amp;Token de la cuenta</translation>
    </message>
    <message>
        <source>Auth token</source>
        <translation>Token de la cuenta</translation>
    </message>
    <message>
        <source>Only instead of a key, for test credentials. Who has the auth token owns the whole account, and changing it stops everything else that uses it. Leave it empty when you have a key.</source>
        <translation>Solo en lugar de una clave, para credenciales de prueba. Quien tiene el token («Auth Token») controla toda la cuenta, y cambiarlo detiene todo lo demás que lo usa. Déjelo vacío si tiene una clave.</translation>
    </message>
    <message>
        <source>Saved in the keychain</source>
        <translation>Guardado en el llavero</translation>
    </message>
    <message>
        <source>The account SID is AC and 32 letters and digits.</source>
        <translation>El SID de la cuenta es AC y 32 letras y dígitos.</translation>
    </message>
    <message>
        <source>The API key SID is SK and 32 letters and digits.</source>
        <translation>El SID de la clave API es SK y 32 letras y dígitos.</translation>
    </message>
    <message>
        <source>Fill in the secret of the key or the auth token, not both.</source>
        <translation>Escriba el secreto de la clave o el token de la cuenta, no ambos.</translation>
    </message>
    <message>
        <source>The account SID is missing.</source>
        <translation>Falta el SID de la cuenta.</translation>
    </message>
    <message>
        <source>The API key SID is missing.</source>
        <translation>Falta el SID de la clave API.</translation>
    </message>
    <message>
        <source>The auth token, or a key and its secret, is missing.</source>
        <translation>Falta el token de la cuenta, o una clave con su secreto.</translation>
    </message>
    <message>
        <source>Type the secret that belongs to this key.</source>
        <translation>Escriba el secreto que corresponde a esta clave.</translation>
    </message>
</context>
<context>
    <name>AccountStep</name>
    <message>
        <source>Account and key</source>
        <translation>Cuenta y clave</translation>
    </message>
    <message>
        <source>Open Twilio&apos;s console, make an API key, and paste what it shows. The secret is kept in this computer&apos;s keychain.</source>
        <translation>Abra la consola de Twilio, cree una clave API y pegue lo que se muestra. El secreto se guarda en el llavero de este equipo.</translation>
    </message>
    <message>
        <source>Change what is wrong, or press Next again to go on without a working connection.</source>
        <translation>Corrija lo que no es correcto, o pulse Siguiente otra vez para continuar sin conexión.</translation>
    </message>
    <message>
        <source>The account SID is missing.</source>
        <translation>Falta el SID de la cuenta.</translation>
    </message>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Please stay on the line. Your call is being connected.</source>
        <translation>Por favor, permanezca en la línea. Estamos conectando su llamada.</translation>
    </message>
    <message>
        <source>en-US</source>
        <comment>language of the spoken prompt</comment>
        <translation>es-MX</translation>
    </message>
</context>
<context>
    <name>ApproveDialog</name>
    <message>
        <source>Approve a person</source>
        <translation>Aprobar a una persona</translation>
    </message>
    <message>
        <source>The words could not be made: this computer has too little free memory. Close other programs and try again.</source>
        <translation>No se pudieron formar las palabras: este equipo tiene muy poca memoria libre. Cierre otros programas e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>asks to join as: %1</source>
        <translation>pide unirse como: %1</translation>
    </message>
    <message>
        <source>Ask %1, by telephone or in person, to read the six words on their screen to you. Approve only when all of them are the same as these.</source>
        <translation>Pida a %1, por teléfono o en persona, que le lea las seis palabras de su pantalla. Apruebe solo si todas son iguales a estas.</translation>
    </message>
    <message>
        <source>They &amp;differ …</source>
        <translation>Son &amp;distintas …</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>Ahora &amp;no</translation>
    </message>
    <message>
        <source>They are the &amp;same: approve</source>
        <translation>Son las &amp;mismas: aprobar</translation>
    </message>
    <message>
        <source>Approving …</source>
        <translation>Aprobando …</translation>
    </message>
    <message>
        <source>The words differ</source>
        <translation>Las palabras son distintas</translation>
    </message>
    <message>
        <source>Refuse: the invitation is taken back and its login locked. Then invite %1 again, and send the new invitation by another way.</source>
        <translation>Rechácela: la invitación se retira y su acceso se bloquea. Después invite a %1 de nuevo y envíe la nueva invitación por otro medio.</translation>
    </message>
    <message>
        <source>&amp;Refuse and take it back</source>
        <translation>&amp;Rechazar y retirarla</translation>
    </message>
    <message>
        <source>Taking the invitation back …</source>
        <translation>Retirando la invitación …</translation>
    </message>
    <message>
        <source>Words that differ mean that somebody else may be asking in the name of %1.</source>
        <translation>Si las palabras son distintas, puede que otra persona lo pida en nombre de %1.</translation>
    </message>
</context>
<context>
    <name>AskedPanel</name>
    <message>
        <source>Read these words to your administrator, by telephone or in person. They approve when their screen shows the same ones.</source>
        <translation>Lea estas palabras a quien administra el despacho, por teléfono o en persona. Le aprobará si su pantalla muestra las mismas.</translation>
    </message>
    <message>
        <source>Check &amp;now</source>
        <translation>Consultar a&amp;hora</translation>
    </message>
    <message>
        <source>&amp;Cancel joining …</source>
        <translation>&amp;Cancelar la solicitud …</translation>
    </message>
    <message>
        <source>Asking the practice&apos;s server …</source>
        <translation>Consultando al servidor del despacho …</translation>
    </message>
    <message>
        <source>You asked to join %1.</source>
        <translation>Usted pidió unirse a %1.</translation>
    </message>
    <message>
        <source>Not approved yet, as of %1. Practiceline looks again by itself.</source>
        <translation>Aún sin aprobar (%1). Practiceline vuelve a consultar por sí mismo.</translation>
    </message>
    <message>
        <source>The practice does not let this computer in: an administrator took the invitation back, or it expired. Ask for a new one.</source>
        <translation>El despacho no deja entrar a este equipo: la invitación se retiró o venció. Pida una nueva.</translation>
    </message>
</context>
<context>
    <name>BehalfChoice</name>
    <message>
        <source>In whose name the text goes out. Both names are kept in the records.</source>
        <translation>En nombre de quién sale el mensaje. Los registros conservan los dos nombres.</translation>
    </message>
    <message>
        <source>&amp;As: me</source>
        <translation>&amp;Firma: yo</translation>
    </message>
    <message>
        <source>&amp;As: %1</source>
        <translation>&amp;Firma: %1</translation>
    </message>
    <message>
        <source>Write as: me</source>
        <translation>Firma: yo</translation>
    </message>
    <message>
        <source>Write as: %1</source>
        <translation>Firma: %1</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Yo</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>Hang up</source>
        <translation>Colgar</translation>
    </message>
    <message>
        <source>the client</source>
        <translation>el cliente</translation>
    </message>
    <message>
        <source>Placing the call to %1 …</source>
        <translation>Iniciando la llamada a %1 …</translation>
    </message>
    <message>
        <source>Your phone rings: pick up and stay on the line for %1</source>
        <translation>Suena su teléfono: conteste y espere en la línea a %1</translation>
    </message>
    <message>
        <source>Ringing %1 …</source>
        <translation>Llamando a %1 …</translation>
    </message>
    <message>
        <source>Talking with %1 · %2</source>
        <translation>En llamada con %1 · %2</translation>
    </message>
    <message>
        <source>Ending the call …</source>
        <translation>Terminando la llamada …</translation>
    </message>
</context>
<context>
    <name>ClientChoice</name>
    <message>
        <source>Client of the preview</source>
        <translation>Cliente de la vista previa</translation>
    </message>
    <message>
        <source>Name, number or tag</source>
        <translation>Nombre, número o etiqueta</translation>
    </message>
    <message>
        <source>An example client</source>
        <translation>Un cliente de ejemplo</translation>
    </message>
</context>
<context>
    <name>ClientDelegate</name>
    <message>
        <source>No name</source>
        <translation>Sin nombre</translation>
    </message>
    <message>
        <source>Unknown %1</source>
        <translation>Desconocido %1</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>Sin mensajes todavía</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Call · %1</source>
        <translation>Llamada · %1</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Usted: %1</translation>
    </message>
    <message>
        <source>%1 unread</source>
        <translation>%1 sin leer</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archivado</translation>
    </message>
    <message>
        <source>May be texted</source>
        <translation>Puede recibir mensajes</translation>
    </message>
    <message>
        <source>Read the reply first</source>
        <translation>Lea primero la respuesta</translation>
    </message>
    <message>
        <source>Opted out</source>
        <translation>Se dio de baja</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>ClientDialog</name>
    <message>
        <source>Enter a phone number.</source>
        <translation>Escriba un número de teléfono.</translation>
    </message>
    <message>
        <source>This number is too short.</source>
        <translation>Este número es demasiado corto.</translation>
    </message>
    <message>
        <source>This number is too long. Leave an extension out.</source>
        <translation>Este número es demasiado largo. Omita la extensión.</translation>
    </message>
    <message>
        <source>This country code does not exist.</source>
        <translation>Este código de país no existe.</translation>
    </message>
    <message>
        <source>The area code is missing.</source>
        <translation>Falta el código de área.</translation>
    </message>
    <message>
        <source>This is not a phone number that a text or call can go to.</source>
        <translation>Este no es un número de teléfono al que se pueda escribir o llamar.</translation>
    </message>
    <message>
        <source>Add client</source>
        <translation>Agregar cliente</translation>
    </message>
    <message>
        <source>Edit client</source>
        <translation>Editar cliente</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Save client</source>
        <translation>&amp;Guardar cliente</translation>
    </message>
    <message>
        <source>Save client</source>
        <translation>Guardar cliente</translation>
    </message>
    <message>
        <source>mobile, office …</source>
        <translation>celular, oficina …</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>separadas por comas</translation>
    </message>
    <message>
        <source>As the practice</source>
        <translation>Como el despacho</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Se desconoce</translation>
    </message>
    <message>
        <source>From the number</source>
        <translation>Según el número</translation>
    </message>
    <message>
        <source>&amp;Phone number</source>
        <translation>Nú&amp;mero de teléfono</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Tipo</translation>
    </message>
    <message>
        <source>&amp;Other numbers</source>
        <translation>&amp;Otros números</translation>
    </message>
    <message>
        <source>P&amp;ersona</source>
        <translation>&amp;Perfil</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>US s&amp;tate</source>
        <translation>Estado (EE. &amp;UU.)</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>&amp;Zona horaria</translation>
    </message>
    <message>
        <source>T&amp;ags</source>
        <translation>&amp;Etiquetas</translation>
    </message>
    <message>
        <source>Enter the client&apos;s name.</source>
        <translation>Escriba el nombre del cliente.</translation>
    </message>
    <message>
        <source>An unknown number&apos;s conversation has %1 already.</source>
        <translation>Una conversación con un número desconocido ya usa %1.</translation>
    </message>
    <message>
        <source>%1 belongs to %2 already.</source>
        <translation>%1 ya pertenece a %2.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Abrirla</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>Abrir %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Client na&amp;me</source>
        <translation>&amp;Nombre del cliente</translation>
    </message>
    <message>
        <source>&amp;Notes</source>
        <translation>Not&amp;as</translation>
    </message>
    <message>
        <source>%1: “%2”</source>
        <translation>%1: «%2»</translation>
    </message>
    <message>
        <source>A colleague changed this client meanwhile. Save once more to keep yours, or cancel.</source>
        <translation>Un colega cambió este cliente mientras tanto. Guarde otra vez para conservar lo suyo, o cancele.</translation>
    </message>
</context>
<context>
    <name>ClientListPanel</name>
    <message>
        <source>Search clients</source>
        <translation>Buscar clientes</translation>
    </message>
    <message>
        <source>Name, number or tag (Ctrl+K)</source>
        <translation>Nombre, número o etiqueta (Ctrl+K)</translation>
    </message>
    <message>
        <source>Add client</source>
        <translation>Agregar cliente</translation>
    </message>
    <message>
        <source>Add client (Ctrl+N)</source>
        <translation>Agregar cliente (Ctrl+N)</translation>
    </message>
    <message>
        <source>Import clients</source>
        <translation>Importar clientes</translation>
    </message>
    <message>
        <source>Import clients from a file</source>
        <translation>Importar clientes de un archivo</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clientes</translation>
    </message>
    <message>
        <source>Add the first client</source>
        <translation>Agregue el primer cliente</translation>
    </message>
    <message>
        <source>Your clients appear here as soon as your data is open.</source>
        <translation>Sus clientes aparecerán aquí en cuanto se abran sus datos.</translation>
    </message>
    <message>
        <source>The clients could not be read. Scroll or search to try again.</source>
        <translation>No se pudieron leer los clientes. Desplácese o busque para intentarlo de nuevo.</translation>
    </message>
    <message>
        <source>No client fits “%1”.</source>
        <translation>Ningún cliente coincide con «%1».</translation>
    </message>
    <message>
        <source>No clients yet. Add one, or import a list from Excel or Google Contacts.</source>
        <translation>Todavía no hay clientes. Agregue uno, o importe una lista de Excel o Contactos de Google.</translation>
    </message>
    <message>
        <source>&amp;Back to all clients</source>
        <translation>Volver &amp;a todos los clientes</translation>
    </message>
    <message>
        <source>A&amp;rchived clients</source>
        <translation>Clientes a&amp;rchivados</translation>
    </message>
    <message>
        <source>Archived clients</source>
        <translation>Clientes archivados</translation>
    </message>
    <message>
        <source>No archived clients.</source>
        <translation>No hay clientes archivados.</translation>
    </message>
    <message>
        <source>No clients yet.</source>
        <translation>Aún no hay clientes.</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Míos</translation>
    </message>
    <message>
        <source>Only clients that are assigned to me</source>
        <translation>Solo los clientes asignados a mí</translation>
    </message>
    <message>
        <source>No client is assigned to you.</source>
        <translation>No tiene ningún cliente asignado.</translation>
    </message>
</context>
<context>
    <name>Colleagues</name>
    <message>
        <source>a colleague</source>
        <translation>un colega</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Texts and calls for professional practices.</source>
        <translation>Mensajes y llamadas para despachos profesionales.</translation>
    </message>
    <message>
        <source>Show this help.</source>
        <translation>Mostrar esta ayuda.</translation>
    </message>
    <message>
        <source>Show the version.</source>
        <translation>Mostrar la versión.</translation>
    </message>
    <message>
        <source>Try everything with made-up clients; nothing leaves this computer.</source>
        <translation>Probar todo con clientes ficticios; nada sale de este equipo.</translation>
    </message>
    <message>
        <source>Keep the data in DIR.</source>
        <translation>Guardar los datos en DIR.</translation>
    </message>
    <message>
        <source>Set up from a JSON file (&quot;-&quot;: standard input).</source>
        <translation>Configurar con un archivo JSON («-»: entrada estándar).</translation>
    </message>
    <message>
        <source>Talk to URL instead of Twilio (https, or http on this computer).</source>
        <translation>Usar URL en lugar de Twilio (https, o http en este equipo).</translation>
    </message>
    <message>
        <source>Language of the window: en or es.</source>
        <translation>Idioma de la ventana: en o es.</translation>
    </message>
    <message>
        <source>Unknown argument: %1</source>
        <translation>Argumento desconocido: %1</translation>
    </message>
    <message>
        <source>--data-dir needs a folder.</source>
        <translation>--data-dir necesita una carpeta.</translation>
    </message>
    <message>
        <source>--lang knows en and es.</source>
        <translation>--lang admite en y es.</translation>
    </message>
    <message>
        <source>--twilio-url must be https, or http on this computer, without path: %1</source>
        <translation>--twilio-url debe ser https, o http en este equipo, sin ruta: %1</translation>
    </message>
    <message>
        <source>--demo can not be combined with --provision or --twilio-url.</source>
        <translation>--demo no se puede combinar con --provision ni --twilio-url.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Too long: at most %1 characters</source>
        <translation>Demasiado largo: máximo %1 caracteres</translation>
    </message>
    <message>
        <source>Write a text first.</source>
        <translation>Escriba primero un mensaje.</translation>
    </message>
    <message>
        <source>%1 needs a value.</source>
        <translation>%1 necesita un valor.</translation>
    </message>
    <message>
        <source>Not sent: see above.</source>
        <translation>No se envió: vea arriba.</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>Enviar de todos modos</translation>
    </message>
    <message>
        <source>It is %1 for %2. The reason is kept in the records.</source>
        <translation>Hora local de %2: %1. El motivo se conserva en los registros.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Enviar ahora</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Más tarde</translation>
    </message>
    <message>
        <source>Write for your colleagues; the client does not get it</source>
        <translation>Escriba para sus colegas; el cliente no lo recibe</translation>
    </message>
    <message>
        <source>Add note</source>
        <translation>Añadir nota</translation>
    </message>
    <message>
        <source>&amp;Internal note</source>
        <translation>Nota &amp;interna</translation>
    </message>
</context>
<context>
    <name>ConflictsDialog</name>
    <message>
        <source>Edits to decide</source>
        <translation>Cambios por decidir</translation>
    </message>
    <message>
        <source>&amp;Edits to decide</source>
        <translation>Cambios por d&amp;ecidir</translation>
    </message>
    <message>
        <source>Keep &amp;mine</source>
        <translation>Conservar lo &amp;mío</translation>
    </message>
    <message>
        <source>&amp;Take theirs</source>
        <translation>&amp;Tomar lo del colega</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Hecho</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Nothing is left to decide.</source>
        <translation>No queda nada por decidir.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Lo suyo</translation>
    </message>
    <message>
        <source>Your colleague&apos;s</source>
        <translation>Lo de su colega</translation>
    </message>
    <message>
        <source>%1, yours</source>
        <translation>%1, lo suyo</translation>
    </message>
    <message>
        <source>%1, your colleague&apos;s</source>
        <translation>%1, lo de su colega</translation>
    </message>
    <message>
        <source>It changed meanwhile. Look again; nothing was decided.</source>
        <translation>Cambió mientras tanto. Mire de nuevo; no se decidió nada.</translation>
    </message>
    <message>
        <source>Not decided. %1</source>
        <translation>No se decidió. %1</translation>
    </message>
    <message>
        <source>As the practice</source>
        <translation>Como el despacho</translation>
    </message>
    <message>
        <source>a client without a name</source>
        <translation>un cliente sin nombre</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Número</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Added as a client</source>
        <translation>Agregado como cliente</translation>
    </message>
    <message>
        <source>Persona</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>US state</source>
        <translation>Estado (EE. UU.)</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Activa</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Eliminada</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>In the archive</source>
        <translation>En el archivo</translation>
    </message>
    <message>
        <source>In the list of clients</source>
        <translation>En la lista de clientes</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Se desconoce</translation>
    </message>
    <message>
        <source>From the number</source>
        <translation>Según el número</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(vacío)</translation>
    </message>
    <message>
        <source>%1 stands with two clients: with %2 on this computer, and with %3 in the practice. A number belongs to one client, because a text for one must not be read under another. Find out whose it is, edit the client who has it wrongly, and press Done.</source>
        <translation>%1 figura en dos clientes: en %2 en este equipo y en %3 en el despacho. Un número pertenece a un solo cliente, porque un mensaje para uno no debe leerse en otro. Averigüe de quién es, edite el cliente que lo tiene por error y pulse Hecho.</translation>
    </message>
    <message>
        <source>What only one of you changed is kept already. Choose what stays of the rest.</source>
        <translation>Lo que cambió solo uno ya se conserva. Elija qué queda de lo demás.</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>Asignado a</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>un colega</translation>
    </message>
    <message>
        <source>You and %3 changed the template %1 at the same time (%2).</source>
        <translation>Usted y %3 cambiaron la plantilla %1 al mismo tiempo (%2).</translation>
    </message>
    <message>
        <source>You and %3 changed %1 at the same time (%2).</source>
        <translation>Usted y %3 cambiaron %1 al mismo tiempo (%2).</translation>
    </message>
</context>
<context>
    <name>ConnectionTest</name>
    <message>
        <source>Test c&amp;onnection</source>
        <translation>Probar c&amp;onexión</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>Probar conexión</translation>
    </message>
    <message>
        <source>Asking Twilio …</source>
        <translation>Consultando a Twilio …</translation>
    </message>
    <message>
        <source>The login works. These are test credentials: sends are tried out and reach nobody.</source>
        <translation>El acceso funciona. Son credenciales de prueba: los envíos se simulan y no llegan a nadie.</translation>
    </message>
    <message>
        <source>Twilio lets test credentials read nothing back: statuses stay &quot;Accepted by Twilio&quot;, and no replies are seen. Your numbers could not be checked.</source>
        <translation>Con credenciales de prueba Twilio no permite leer nada: los estados quedan en «Aceptado por Twilio» y no se ven respuestas. No se pudieron comprobar sus números.</translation>
    </message>
    <message>
        <source>The login works.</source>
        <translation>El acceso funciona.</translation>
    </message>
    <message>
        <source>No sender is set yet: texts can not be sent.</source>
        <translation>Todavía no hay remitente: no se pueden enviar mensajes.</translation>
    </message>
    <message>
        <source>The account does not own the sender %1. Choose one of its numbers or messaging services.</source>
        <translation>La cuenta no posee el remitente %1. Elija uno de sus números o servicios de mensajería.</translation>
    </message>
    <message>
        <source>%1 can not send texts. Choose another number, or switch texting on for it at Twilio.</source>
        <translation>%1 no puede enviar mensajes. Elija otro número o actívele los mensajes en Twilio.</translation>
    </message>
    <message>
        <source>%1 can send texts.</source>
        <translation>%1 puede enviar mensajes.</translation>
    </message>
    <message>
        <source>Replies of clients can be seen.</source>
        <translation>Se pueden ver las respuestas de los clientes.</translation>
    </message>
    <message>
        <source>Replies can not be seen: this messaging service drops incoming texts, so Twilio keeps none. In Twilio&apos;s console, under the service&apos;s Integration, choose &quot;Defer to sender&apos;s webhook&quot;.</source>
        <translation>No se pueden ver las respuestas: este servicio de mensajería descarta los mensajes entrantes y Twilio no los conserva. En la consola de Twilio, en «Integration» del servicio, elija «Defer to sender&apos;s webhook».</translation>
    </message>
    <message>
        <source>No caller number is set yet: calls can not be placed.</source>
        <translation>Todavía no hay número para llamadas: no se puede llamar.</translation>
    </message>
    <message>
        <source>The account does not own the caller number %1.</source>
        <translation>La cuenta no posee el número para llamadas %1.</translation>
    </message>
    <message>
        <source>The caller number %1 can not place calls.</source>
        <translation>El número para llamadas %1 no puede hacer llamadas.</translation>
    </message>
    <message>
        <source>The caller number can place calls.</source>
        <translation>El número para llamadas puede hacer llamadas.</translation>
    </message>
    <message>
        <source>The sender %1 could not be checked with this key.</source>
        <translation>El remitente %1 no se pudo comprobar con esta clave.</translation>
    </message>
    <message>
        <source>Whether replies can be seen could not be checked with this key.</source>
        <translation>No se pudo comprobar con esta clave si se ven las respuestas.</translation>
    </message>
    <message>
        <source>The caller number %1 could not be checked with this key.</source>
        <translation>El número de llamada %1 no se pudo comprobar con esta clave.</translation>
    </message>
    <message>
        <source>Twilio has no account with this SID for this key. Copy the account SID and the key again, both from the same account in Twilio&apos;s console.</source>
        <translation>Twilio no tiene ninguna cuenta con este SID para esta clave. Copie de nuevo el SID de la cuenta y la clave, ambos de la misma cuenta en la consola de Twilio.</translation>
    </message>
</context>
<context>
    <name>ConnectionWords</name>
    <message>
        <source>The server&apos;s address, database or user is not complete. Check each field; the server is a name like db.example.com.</source>
        <translation>Los datos del servidor, la base de datos o el usuario no están completos. Revise cada campo; el servidor es un nombre como db.example.com.</translation>
    </message>
    <message>
        <source>The certificate file is not there, or holds no certificate. Choose the authority&apos;s file (PEM) that your server&apos;s provider offers for download.</source>
        <translation>El archivo del certificado no existe o no contiene ninguno. Elija el archivo de la autoridad (PEM) que ofrece el proveedor de su servidor.</translation>
    </message>
    <message>
        <source>No server has this name. Check the spelling and the internet connection.</source>
        <translation>Ningún servidor tiene este nombre. Revise la escritura y la conexión a internet.</translation>
    </message>
    <message>
        <source>The computer is there, but no Postgres listens at this port. Check the port, and that the server runs and listens to other computers.</source>
        <translation>El equipo está ahí, pero ningún Postgres atiende en este puerto. Revise el puerto, y que el servidor funcione y atienda a otros equipos.</translation>
    </message>
    <message>
        <source>The server does not answer. A firewall may be in between: check the network, and that the server lets this computer in.</source>
        <translation>El servidor no responde. Puede haber un cortafuegos en medio: revise la red, y que el servidor deje entrar a este equipo.</translation>
    </message>
    <message>
        <source>The server offers no encryption, so nothing was sent. Switch TLS on at the server (ssl = on).</source>
        <translation>El servidor no ofrece cifrado, así que no se envió nada. Active TLS en el servidor (ssl = on).</translation>
    </message>
    <message>
        <source>The server&apos;s certificate comes from another authority than your certificate file. Get the right file from the server&apos;s provider.</source>
        <translation>El certificado del servidor viene de otra autoridad que la de su archivo. Pida el archivo correcto al proveedor del servidor.</translation>
    </message>
    <message>
        <source>The server vouches for itself with a certificate that your file does not hold. Choose that very certificate as the file, or give the server another one.</source>
        <translation>El servidor responde por sí mismo con un certificado que no está en su archivo. Elija ese mismo certificado como archivo, o dé otro al servidor.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid today. Check this computer&apos;s date; if it is right, the server needs a new certificate.</source>
        <translation>El certificado del servidor no es válido hoy. Revise la fecha de este equipo; si es correcta, el servidor necesita un certificado nuevo.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate was made for another name. Type the server&apos;s name just as it stands in the certificate.</source>
        <translation>El certificado del servidor se hizo para otro nombre. Escriba el nombre del servidor tal como está en el certificado.</translation>
    </message>
    <message>
        <source>The user or the password is wrong. Check both; capital letters matter.</source>
        <translation>El usuario o la contraseña no son correctos. Revise ambos; las mayúsculas cuentan.</translation>
    </message>
    <message>
        <source>This user may not log in here. Ask whoever runs the server to let the user into this database from this computer.</source>
        <translation>Este usuario no puede entrar aquí. Pida a quien lleva el servidor que lo admita en esta base de datos desde este equipo.</translation>
    </message>
    <message>
        <source>The server has no database of this name. Check the name, or make the database first.</source>
        <translation>El servidor no tiene ninguna base de datos con este nombre. Revise el nombre, o cree antes la base de datos.</translation>
    </message>
    <message>
        <source>The server has no connection left. Wait a minute and try again; if it stays so, the server must allow more connections.</source>
        <translation>Al servidor no le quedan conexiones. Espere un minuto e inténtelo de nuevo; si sigue así, el servidor debe admitir más conexiones.</translation>
    </message>
    <message>
        <source>The server is just starting or stopping. Try again in a minute.</source>
        <translation>El servidor está arrancando o deteniéndose. Inténtelo de nuevo en un minuto.</translation>
    </message>
    <message>
        <source>Something answers there, but it is no Postgres. Check the server&apos;s name and the port.</source>
        <translation>Algo responde ahí, pero no es Postgres. Revise el nombre del servidor y el puerto.</translation>
    </message>
    <message>
        <source>The server refused the connection for a reason of its own. Its log says why.</source>
        <translation>El servidor rechazó la conexión por un motivo propio. Su registro dice cuál.</translation>
    </message>
    <message>
        <source>This user may not make logins for the practice&apos;s people. Use one that may make roles (CREATEROLE).</source>
        <translation>Este usuario no puede crear accesos para las personas del despacho. Use uno que pueda crear roles (CREATEROLE).</translation>
    </message>
    <message>
        <source>This user may make nothing in this database. Use the user that owns the database.</source>
        <translation>Este usuario no puede crear nada en esta base de datos. Use el usuario que es su dueño.</translation>
    </message>
    <message>
        <source>The database holds communication_logs or sms_templates already, and they belong to another user. Use the user that owns them.</source>
        <translation>La base de datos ya contiene communication_logs o sms_templates, y son de otro usuario. Use el usuario que es su dueño.</translation>
    </message>
    <message>
        <source>This Postgres is older than version 13. Update the server first.</source>
        <translation>Este Postgres es anterior a la versión 13. Actualice primero el servidor.</translation>
    </message>
    <message>
        <source>A newer Practiceline has set this database up. Update Practiceline on this computer first.</source>
        <translation>Un Practiceline más nuevo configuró esta base de datos. Actualice primero Practiceline en este equipo.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock and the server&apos;s are more than five minutes apart. Let both set their clocks by the internet.</source>
        <translation>El reloj de este equipo y el del servidor difieren en más de cinco minutos. Haga que ambos se ajusten por internet.</translation>
    </message>
    <message>
        <source>This computer&apos;s keychain can not keep the login, so nothing was begun. Unlock the keychain and try again.</source>
        <translation>El llavero de este equipo no puede guardar el acceso, así que no se empezó nada. Desbloquee el llavero e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This invitation is older than 72 hours and has expired. Ask for a new one.</source>
        <translation>Esta invitación tiene más de 72 horas y ha vencido. Pida una nueva.</translation>
    </message>
    <message>
        <source>This invitation was used or taken back. If you did not use it yourself, tell your administrator now: somebody else may have it. Ask for a new one.</source>
        <translation>Esta invitación ya se usó o se retiró. Si no la usó usted, avise ahora a quien administra el despacho: puede tenerla otra persona. Pida una nueva.</translation>
    </message>
    <message>
        <source>A part of the invitation is missing or changed. Copy all of it, from its first letter to its last.</source>
        <translation>Falta o cambió una parte de la invitación. Cópiela entera, de la primera letra a la última.</translation>
    </message>
    <message>
        <source>This is no invitation. It begins with “practiceline-invitation:”.</source>
        <translation>Esto no es una invitación. Una invitación empieza con «practiceline-invitation:».</translation>
    </message>
    <message>
        <source>The practice&apos;s key was not sent by the administrator who invited you, so it was not taken. Tell your administrator, cancel, and ask for a new invitation.</source>
        <translation>La clave del despacho no la envió quien le invitó, así que no se aceptó. Avise a quien administra el despacho, cancele y pida una invitación nueva.</translation>
    </message>
    <message>
        <source>The connection works: Postgres %1 on this computer.</source>
        <translation>La conexión funciona: Postgres %1 en este equipo.</translation>
    </message>
    <message>
        <source>The connection works: Postgres %1, encrypted (%2).</source>
        <translation>La conexión funciona: Postgres %1, cifrada (%2).</translation>
    </message>
    <message>
        <source>The practice&apos;s server can not be reached now. Check the network.</source>
        <translation>Ahora no se puede llegar al servidor del despacho. Revise la red.</translation>
    </message>
    <message>
        <source>The practice refused this. Your role may have changed, or somebody else was faster: look at the list again.</source>
        <translation>El despacho lo rechazó. Puede que su rol haya cambiado o que otra persona se adelantara: mire la lista otra vez.</translation>
    </message>
    <message>
        <source>The practice&apos;s server could not do this (code %1). Try again; its log says more.</source>
        <translation>El servidor del despacho no pudo hacerlo (código %1). Inténtelo de nuevo; su registro dice más.</translation>
    </message>
    <message>
        <source>This is the practice&apos;s last administrator: nobody could invite, approve or remove people any more. Make somebody else an administrator first.</source>
        <translation>Es el último administrador del despacho: nadie podría ya invitar, aprobar o quitar personas. Nombre antes administrador a otra persona.</translation>
    </message>
    <message>
        <source>A practice uses this database already and has an administrator. Ask them for an invitation, and join the practice with it; or use the practice&apos;s recovery key.</source>
        <translation>Un despacho ya usa esta base de datos y tiene quien lo administra. Pídale una invitación y únase al despacho con ella, o use la clave de recuperación del despacho.</translation>
    </message>
    <message>
        <source>There is a typing mistake in the recovery key. Compare it with the paper: 8 groups of 5 letters and digits.</source>
        <translation>Hay un error al escribir la clave de recuperación. Compárela con el papel: 8 grupos de 5 letras y cifras.</translation>
    </message>
    <message>
        <source>This is not the recovery key of this practice, or a newer one took its place. The one of a single computer does not open a practice.</source>
        <translation>Esta no es la clave de recuperación de este despacho, o una más nueva ocupó su lugar. La de un solo equipo no abre un despacho.</translation>
    </message>
    <message>
        <source>This practice has no recovery key. Ask one of its administrators for an invitation, and join with it.</source>
        <translation>Este despacho no tiene clave de recuperación. Pida una invitación a quien lo administra y únase con ella.</translation>
    </message>
    <message>
        <source>The administrator who made this recovery key is no member any more, so it lets nobody in. Ask an administrator for an invitation, and join with it.</source>
        <translation>Quien creó esta clave de recuperación ya no pertenece al despacho, así que no deja entrar a nadie. Pida una invitación a quien administra el despacho y únase con ella.</translation>
    </message>
    <message>
        <source>The practice&apos;s keys in this database are not what its administrators kept there, so they were not taken. Ask whoever runs the server who changed them.</source>
        <translation>Las claves del despacho en esta base de datos no son las que guardaron sus administradores, así que no se aceptaron. Pregunte a quien gestiona el servidor quién las cambió.</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>Back to the &amp;newest</source>
        <translation>Volver a lo más &amp;nuevo</translation>
    </message>
    <message>
        <source>Choose a client on the left, or press Ctrl+K and type a name.</source>
        <translation>Elija un cliente a la izquierda, o pulse Ctrl+K y escriba un nombre.</translation>
    </message>
    <message>
        <source>appointment</source>
        <comment>part of a template&apos;s name</comment>
        <translation>cita</translation>
    </message>
    <message>
        <source>The messages could not be read. Choose the client again to try once more.</source>
        <translation>No se pudieron leer los mensajes. Elija el cliente otra vez para reintentar.</translation>
    </message>
    <message>
        <source>No messages with %1 yet. Write the first one below, or call.</source>
        <translation>Todavía no hay mensajes con %1. Escriba el primero abajo, o llame.</translation>
    </message>
    <message>
        <source>%1 is in the archive. Messages stay in the history.</source>
        <translation>%1 está en el archivo. Los mensajes permanecen en el historial.</translation>
    </message>
    <message>
        <source>%1 is back in the list.</source>
        <translation>%1 está de nuevo en la lista.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>No more texts go to %1 until this is lifted.</source>
        <translation>No se enviarán más mensajes a %1 hasta que esto se levante.</translation>
    </message>
    <message>
        <source>Only when %1 has agreed again. A stop word that Twilio knows must be lifted by START from that phone.</source>
        <translation>Solo si %1 ha vuelto a dar su consentimiento. Una palabra de baja que Twilio reconoce solo se levanta con START desde ese teléfono.</translation>
    </message>
    <message>
        <source>How do you know? (kept in the records)</source>
        <translation>¿Cómo lo sabe? (se conserva en los registros)</translation>
    </message>
    <message>
        <source>Stop texts</source>
        <translation>Detener mensajes</translation>
    </message>
    <message>
        <source>Allow texts</source>
        <translation>Permitir mensajes</translation>
    </message>
    <message>
        <source>This client has no number yet. Edit the client to add one.</source>
        <translation>Este cliente todavía no tiene número. Edite el cliente para agregar uno.</translation>
    </message>
    <message>
        <source>Calls need a caller number and your own phone. Enter both in Settings.</source>
        <translation>Para llamar hacen falta un número para llamadas y su propio teléfono. Escriba ambos en Ajustes.</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>Abrir Ajustes</translation>
    </message>
    <message>
        <source>Not called: %1.</source>
        <translation>No se llamó: %1.</translation>
    </message>
    <message>
        <source>Note on the call</source>
        <translation>Nota de la llamada</translation>
    </message>
    <message>
        <source>Call with %1</source>
        <translation>Llamada con %1</translation>
    </message>
    <message>
        <source>Call with %1, %2</source>
        <translation>Llamada con %1, %2</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Save note</source>
        <translation>Guardar nota</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 a las %2</translation>
    </message>
    <message>
        <source>%1 is no longer shown to you. Whoever decides who sees the client has changed that.</source>
        <translation>Ya no se le muestra a %1. Quien decide quién ve al cliente lo ha cambiado.</translation>
    </message>
    <message>
        <source>What you were writing was not sent, and is gone.</source>
        <translation>Lo que estaba escribiendo no se ha enviado y se ha perdido.</translation>
    </message>
</context>
<context>
    <name>ConversationDelegate</name>
    <message>
        <source>Asks to reschedule</source>
        <translation>Pide cambiar la cita</translation>
    </message>
    <message>
        <source>Says yes</source>
        <translation>Dice que sí</translation>
    </message>
    <message>
        <source>Says no</source>
        <translation>Dice que no</translation>
    </message>
    <message>
        <source>Opts out</source>
        <translation>Se da de baja</translation>
    </message>
    <message>
        <source>May mean stop</source>
        <translation>Quizá quiere la baja</translation>
    </message>
    <message>
        <source>Wants texts again</source>
        <translation>Quiere mensajes otra vez</translation>
    </message>
    <message>
        <source>Asked for help; Twilio answered</source>
        <translation>Pidió ayuda; Twilio respondió</translation>
    </message>
    <message>
        <source>Conference</source>
        <translation>Conferencia</translation>
    </message>
    <message>
        <source>Call to %1</source>
        <translation>Llamada a %1</translation>
    </message>
    <message>
        <source>Call from %1</source>
        <translation>Llamada de %1</translation>
    </message>
    <message>
        <source>note: %1</source>
        <translation>nota: %1</translation>
    </message>
    <message>
        <source>The text is locked until the key is there</source>
        <translation>El mensaje está bloqueado hasta que la clave esté disponible</translation>
    </message>
    <message>
        <source>(no text)</source>
        <translation>(sin texto)</translation>
    </message>
    <message>
        <source>%1: %2. Received %3</source>
        <translation>%1: %2. Recibido: %3</translation>
    </message>
    <message>
        <source>You: %1. %2. %3</source>
        <translation>Usted: %1. %2. %3</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Confirmado</translation>
    </message>
    <message>
        <source>%1: %2. %3. %4</source>
        <translation>%1: %2. %3. %4</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Add as client</source>
        <translation>Agregar como cliente</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Llamar</translation>
    </message>
    <message>
        <source>Rings your phone first, then the client&apos;s (Ctrl+Shift+C)</source>
        <translation>Suena primero su teléfono y luego el del cliente (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <source>More about this client</source>
        <translation>Más sobre este cliente</translation>
    </message>
    <message>
        <source>Opted out %1</source>
        <translation>De baja: %1</translation>
    </message>
    <message>
        <source>No number yet: edit the client to add one</source>
        <translation>Sin número: edite el cliente para agregar uno</translation>
    </message>
    <message>
        <source>%1 there</source>
        <translation>allí: %1</translation>
    </message>
    <message>
        <source>about %1 there</source>
        <translation>allí aprox.: %1</translation>
    </message>
    <message>
        <source>&amp;Add as client …</source>
        <translation>&amp;Agregar como cliente …</translation>
    </message>
    <message>
        <source>&amp;Edit client …</source>
        <translation>&amp;Editar cliente …</translation>
    </message>
    <message>
        <source>Has &amp;opted out of texts …</source>
        <translation>Se dio de &amp;baja …</translation>
    </message>
    <message>
        <source>&amp;May be texted …</source>
        <translation>&amp;Puede recibir mensajes …</translation>
    </message>
    <message>
        <source>Bring &amp;back from the archive</source>
        <translation>&amp;Sacar del archivo</translation>
    </message>
    <message>
        <source>A&amp;rchive</source>
        <translation>A&amp;rchivar</translation>
    </message>
    <message>
        <source>Add to a client …</source>
        <translation>Agregar a un cliente …</translation>
    </message>
    <message>
        <source>✓ %1</source>
        <translation>✓ %1</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>archivado</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>Add …</source>
        <translation>Agregar …</translation>
    </message>
    <message>
        <source>Add to a &amp;client …</source>
        <translation>Agregar a un &amp;cliente …</translation>
    </message>
    <message>
        <source>Assigned to nobody</source>
        <translation>Sin asignar</translation>
    </message>
    <message>
        <source>Assigned to me</source>
        <translation>Asignado a mí</translation>
    </message>
    <message>
        <source>Assigned to %1</source>
        <translation>Asignado a %1</translation>
    </message>
    <message>
        <source>Whose turn it is. Everybody goes on seeing the client.</source>
        <translation>A quién le toca. Todos siguen viendo al cliente.</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Yo</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Nadie</translation>
    </message>
    <message>
        <source>Assi&amp;gn to</source>
        <translation>Asi&amp;gnar a</translation>
    </message>
    <message>
        <source>Only me</source>
        <translation>Solo yo</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Solo %1</translation>
    </message>
    <message>
        <source>Who sees the client: %1</source>
        <translation>Quién ve al cliente: %1</translation>
    </message>
    <message>
        <source>Beside administrators and supervisors nobody else sees the client.</source>
        <translation>Aparte de administradores y supervisores, nadie más ve al cliente.</translation>
    </message>
    <message>
        <source>&amp;Who sees this client …</source>
        <translation>&amp;Quién ve a este cliente …</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Carpeta de datos</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>Abrir &amp;carpeta</translation>
    </message>
    <message>
        <source>Back-up</source>
        <translation>Copia de seguridad</translation>
    </message>
    <message>
        <source>One encrypted file with everything. Your recovery key opens it.</source>
        <translation>Un archivo cifrado con todo. Se abre con su clave de recuperación.</translation>
    </message>
    <message>
        <source>&amp;Back up …</source>
        <translation>Hacer co&amp;pia …</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clientes</translation>
    </message>
    <message>
        <source>As CSV, for Excel and address books. The file is not encrypted.</source>
        <translation>En CSV, para Excel y libretas de direcciones. El archivo no está cifrado.</translation>
    </message>
    <message>
        <source>&amp;Import clients …</source>
        <translation>&amp;Importar clientes …</translation>
    </message>
    <message>
        <source>&amp;Export clients …</source>
        <translation>&amp;Exportar clientes …</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Every change is kept in a chained record. Verifying shows whether an entry was altered or taken out.</source>
        <translation>Cada cambio queda en un registro encadenado. La verificación muestra si una entrada fue alterada o eliminada.</translation>
    </message>
    <message>
        <source>&amp;Verify records</source>
        <translation>&amp;Verificar registros</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Copia de seguridad</translation>
    </message>
    <message>
        <source>Practiceline back-ups (*.plbackup)</source>
        <translation>Copias de seguridad de Practiceline (*.plbackup)</translation>
    </message>
    <message>
        <source>practiceline %1.plbackup</source>
        <translation>practiceline %1.plbackup</translation>
    </message>
    <message>
        <source>Writing the back-up …</source>
        <translation>Escribiendo la copia …</translation>
    </message>
    <message>
        <source>Writing the back-up … %1</source>
        <translation>Escribiendo la copia … %1</translation>
    </message>
    <message>
        <source>The back-up is in %1. Your recovery key opens it.</source>
        <translation>La copia está en %1. Se abre con su clave de recuperación.</translation>
    </message>
    <message>
        <source>No back-up was written: make your recovery key first, because it is what opens a back-up.</source>
        <translation>No se hizo la copia: cree primero su clave de recuperación, porque es la que abre una copia.</translation>
    </message>
    <message>
        <source>Export clients</source>
        <translation>Exportar clientes</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>clients.csv</source>
        <translation>clientes.csv</translation>
    </message>
    <message>
        <source>Writing …</source>
        <translation>Escribiendo …</translation>
    </message>
    <message>
        <source>%1 clients written</source>
        <translation>Clientes escritos: %1</translation>
    </message>
    <message>
        <source>%1 clients exported.</source>
        <translation>Clientes exportados: %1.</translation>
    </message>
    <message>
        <source>Verifying …</source>
        <translation>Verificando …</translation>
    </message>
    <message>
        <source>Save re&amp;port …</source>
        <translation>G&amp;uardar informe …</translation>
    </message>
    <message>
        <source>Verifying … %1 of %2 entries</source>
        <translation>Verificando … %1 de %2 entradas</translation>
    </message>
    <message>
        <source>Stop &amp;verifying</source>
        <translation>Dejar de &amp;verificar</translation>
    </message>
    <message>
        <source>Stopped. Nothing is known about what was not read.</source>
        <translation>Detenido. No se sabe nada de lo que no se leyó.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Archivos de texto (*.txt)</translation>
    </message>
    <message>
        <source>records %1.txt</source>
        <translation>registros %1.txt</translation>
    </message>
    <message>
        <source>The signed report is in %1.</source>
        <translation>El informe firmado está en %1.</translation>
    </message>
    <message>
        <source>The report could not be written. Choose another folder.</source>
        <translation>No se pudo escribir el informe. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>Supervisors export, but import nothing.</source>
        <translation>Los supervisores exportan, pero no importan nada.</translation>
    </message>
    <message>
        <source>Internal notes</source>
        <translation>Notas internas</translation>
    </message>
    <message>
        <source>As CSV, also those that were taken back. The file is not encrypted.</source>
        <translation>Como CSV, también las que se retiraron. El archivo no está cifrado.</translation>
    </message>
    <message>
        <source>Export &amp;notes …</source>
        <translation>Exportar &amp;notas …</translation>
    </message>
    <message>
        <source>Export internal notes</source>
        <translation>Exportar notas internas</translation>
    </message>
    <message>
        <source>internal notes.csv</source>
        <translation>notas internas.csv</translation>
    </message>
    <message>
        <source>%1 notes written</source>
        <translation>%1 notas escritas</translation>
    </message>
    <message>
        <source>%1 notes exported.</source>
        <translation>%1 notas exportadas.</translation>
    </message>
</context>
<context>
    <name>DatabaseLoginForm</name>
    <message>
        <source>&amp;User</source>
        <translation>U&amp;suario</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>The one that set the practice up. Used once and not kept.</source>
        <translation>El que configuró el despacho. Se usa una vez y no se guarda.</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>Con&amp;traseña</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Type the user&apos;s name.</source>
        <translation>Escriba el nombre del usuario.</translation>
    </message>
</context>
<context>
    <name>DeputiesDialog</name>
    <message>
        <source>Deputies</source>
        <translation>Suplentes</translation>
    </message>
    <message>
        <source>Who writes in your name</source>
        <translation>Quién escribe en su nombre</translation>
    </message>
    <message>
        <source>Who writes in the name of %1</source>
        <translation>Quién escribe en nombre de %1</translation>
    </message>
    <message>
        <source>For each conversation they choose in whose name they write. The records keep both names.</source>
        <translation>En cada conversación eligen en nombre de quién escriben. Los registros conservan los dos nombres.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Guardar</translation>
    </message>
    <message>
        <source>Nobody else of the practice texts yet.</source>
        <translation>Todavía nadie más del despacho envía mensajes.</translation>
    </message>
    <message>
        <source>Telling the practice …</source>
        <translation>Avisando al despacho …</translation>
    </message>
</context>
<context>
    <name>DesktopNotifications</name>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>Wait a little; Practiceline tries again by itself.</source>
        <translation>Espere un poco; Practiceline lo intentará de nuevo.</translation>
    </message>
    <message>
        <source>Choose a time between 5 minutes and 35 days from now.</source>
        <translation>Elija una hora entre 5 minutos y 35 días a partir de ahora.</translation>
    </message>
    <message>
        <source>Wait 10 minutes, then try again.</source>
        <translation>Espere 10 minutos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Choose another number of the practice in Settings.</source>
        <translation>Elija otro número del despacho en Ajustes.</translation>
    </message>
    <message>
        <source>Call instead.</source>
        <translation>Llame en su lugar.</translation>
    </message>
    <message>
        <source>Correct the number of the client.</source>
        <translation>Corrija el número del cliente.</translation>
    </message>
    <message>
        <source>Call or e-mail instead.</source>
        <translation>Llame o envíe un correo electrónico.</translation>
    </message>
    <message>
        <source>An administrator enables the country at Twilio.</source>
        <translation>Un administrador debe habilitar el país en Twilio.</translation>
    </message>
    <message>
        <source>An administrator completes the A2P registration at Twilio.</source>
        <translation>Un administrador debe completar el registro A2P en Twilio.</translation>
    </message>
    <message>
        <source>Ask your supervisor before you contact this client.</source>
        <translation>Consulte a su supervisor antes de contactar a este cliente.</translation>
    </message>
    <message>
        <source>Twilio refused the login</source>
        <translation>Twilio rechazó el acceso</translation>
    </message>
    <message>
        <source>Check the API key in Settings.</source>
        <translation>Compruebe la clave API en Ajustes.</translation>
    </message>
    <message>
        <source>Twilio no longer has this record</source>
        <translation>Twilio ya no tiene este registro</translation>
    </message>
    <message>
        <source>Refresh; it may have been deleted at Twilio.</source>
        <translation>Actualice; quizá se eliminó en Twilio.</translation>
    </message>
    <message>
        <source>Twilio is getting too many requests and did not process this one</source>
        <translation>Twilio recibe demasiadas solicitudes y no procesó esta</translation>
    </message>
    <message>
        <source>Twilio had a failure, and nobody can say yet whether it was accepted</source>
        <translation>Twilio tuvo una falla y nadie puede decir todavía si se aceptó</translation>
    </message>
    <message>
        <source>Practiceline checks with Twilio; then decide.</source>
        <translation>Practiceline lo comprueba con Twilio; después decida.</translation>
    </message>
    <message>
        <source>the Twilio account is not active</source>
        <translation>la cuenta de Twilio no está activa</translation>
    </message>
    <message>
        <source>An administrator checks billing at Twilio.</source>
        <translation>Un administrador debe revisar la facturación en Twilio.</translation>
    </message>
    <message>
        <source>the Twilio account is suspended</source>
        <translation>la cuenta de Twilio está suspendida</translation>
    </message>
    <message>
        <source>An administrator contacts Twilio&apos;s support.</source>
        <translation>Un administrador debe contactar al soporte de Twilio.</translation>
    </message>
    <message>
        <source>the caller number does not belong to the practice or is not verified</source>
        <translation>el número para llamadas no pertenece al despacho o no está verificado</translation>
    </message>
    <message>
        <source>the client&apos;s number is not valid</source>
        <translation>el número del cliente no es válido</translation>
    </message>
    <message>
        <source>the practice&apos;s number is not valid</source>
        <translation>el número del despacho no es válido</translation>
    </message>
    <message>
        <source>the practice&apos;s number can not send texts</source>
        <translation>el número del despacho no puede enviar mensajes</translation>
    </message>
    <message>
        <source>this number can not be reached from Twilio</source>
        <translation>no se puede llegar a este número desde Twilio</translation>
    </message>
    <message>
        <source>no route leads from the practice&apos;s number to this one</source>
        <translation>no hay ruta del número del despacho a este número</translation>
    </message>
    <message>
        <source>calls to this country are not enabled</source>
        <translation>las llamadas a este país no están habilitadas</translation>
    </message>
    <message>
        <source>texts to this country are not enabled</source>
        <translation>los mensajes a este país no están habilitados</translation>
    </message>
    <message>
        <source>Twilio blocks calls to this number</source>
        <translation>Twilio bloquea las llamadas a este número</translation>
    </message>
    <message>
        <source>Do not call it; check the number with the client.</source>
        <translation>No llame; verifique el número con el cliente.</translation>
    </message>
    <message>
        <source>a trial account may only reach verified numbers</source>
        <translation>una cuenta de prueba solo puede contactar números verificados</translation>
    </message>
    <message>
        <source>An administrator upgrades the Twilio account or completes its profile.</source>
        <translation>Un administrador debe ampliar la cuenta de Twilio o completar su perfil.</translation>
    </message>
    <message>
        <source>the client opted out</source>
        <translation>el cliente se dio de baja</translation>
    </message>
    <message>
        <source>The client must text START before you can write again.</source>
        <translation>El cliente debe enviar START antes de que usted pueda volver a escribirle.</translation>
    </message>
    <message>
        <source>the practice&apos;s sending queue at Twilio is full</source>
        <translation>la cola de envío del despacho en Twilio está llena</translation>
    </message>
    <message>
        <source>Wait, then send again.</source>
        <translation>Espere y envíe de nuevo.</translation>
    </message>
    <message>
        <source>this is not a mobile number</source>
        <translation>este no es un número de celular</translation>
    </message>
    <message>
        <source>Ask for a mobile number, or call.</source>
        <translation>Pida un número de celular, o llame.</translation>
    </message>
    <message>
        <source>the text is longer than 1,600 characters</source>
        <translation>el mensaje supera los 1,600 caracteres</translation>
    </message>
    <message>
        <source>Shorten it.</source>
        <translation>Acórtelo.</translation>
    </message>
    <message>
        <source>this is a landline</source>
        <translation>es un teléfono fijo</translation>
    </message>
    <message>
        <source>Twilio&apos;s queue was full</source>
        <translation>la cola de Twilio estaba llena</translation>
    </message>
    <message>
        <source>Send it again later.</source>
        <translation>Envíelo de nuevo más tarde.</translation>
    </message>
    <message>
        <source>the phone was off or out of reach</source>
        <translation>el teléfono estaba apagado o fuera de alcance</translation>
    </message>
    <message>
        <source>Try later or call.</source>
        <translation>Inténtelo más tarde o llame.</translation>
    </message>
    <message>
        <source>the carrier or the client blocks these texts</source>
        <translation>la operadora o el cliente bloquea estos mensajes</translation>
    </message>
    <message>
        <source>Call, and check the client&apos;s consent.</source>
        <translation>Llame y verifique el consentimiento del cliente.</translation>
    </message>
    <message>
        <source>the number is unknown or not in service</source>
        <translation>el número es desconocido o no está en servicio</translation>
    </message>
    <message>
        <source>Check the number with the client.</source>
        <translation>Verifique el número con el cliente.</translation>
    </message>
    <message>
        <source>a landline, or a carrier that can not be reached</source>
        <translation>es un teléfono fijo, o no se puede llegar a la operadora</translation>
    </message>
    <message>
        <source>the carrier filtered it as spam</source>
        <translation>la operadora lo filtró como spam</translation>
    </message>
    <message>
        <source>Change the wording or the links; do not switch numbers.</source>
        <translation>Cambie la redacción o los enlaces; no cambie de número.</translation>
    </message>
    <message>
        <source>the carrier gave no reason</source>
        <translation>la operadora no dio ningún motivo</translation>
    </message>
    <message>
        <source>Ask the client; send it once more by hand if needed.</source>
        <translation>Pregunte al cliente; si hace falta, envíelo una vez más a mano.</translation>
    </message>
    <message>
        <source>the carrier&apos;s rate for the practice is used up</source>
        <translation>se agotó la cuota de la operadora para el despacho</translation>
    </message>
    <message>
        <source>Practiceline slows down; send again later.</source>
        <translation>Practiceline enviará más despacio; envíe de nuevo más tarde.</translation>
    </message>
    <message>
        <source>the practice&apos;s toll-free number is not verified</source>
        <translation>el número gratuito del despacho no está verificado</translation>
    </message>
    <message>
        <source>An administrator verifies it at Twilio.</source>
        <translation>Un administrador debe verificarlo en Twilio.</translation>
    </message>
    <message>
        <source>the practice&apos;s texting campaign is suspended</source>
        <translation>la campaña de mensajes del despacho está suspendida</translation>
    </message>
    <message>
        <source>the practice&apos;s number is not registered for business texts</source>
        <translation>el número del despacho no está registrado para mensajes comerciales</translation>
    </message>
    <message>
        <source>the registration of the practice&apos;s number is still pending</source>
        <translation>el registro del número del despacho sigue pendiente</translation>
    </message>
    <message>
        <source>Twilio took it for fraud</source>
        <translation>Twilio lo consideró fraude</translation>
    </message>
    <message>
        <source>Confirm the number with the client and tell an administrator.</source>
        <translation>Confirme el número con el cliente y avise a un administrador.</translation>
    </message>
    <message>
        <source>Twilio&apos;s compliance check stopped it in quiet hours</source>
        <translation>el control de cumplimiento de Twilio lo detuvo por horario de silencio</translation>
    </message>
    <message>
        <source>Twilio&apos;s compliance check stopped it: known litigator</source>
        <translation>el control de cumplimiento de Twilio lo detuvo: litigante conocido</translation>
    </message>
    <message>
        <source>Twilio&apos;s compliance check could not move it out of quiet hours</source>
        <translation>el control de cumplimiento de Twilio no pudo moverlo fuera del horario de silencio</translation>
    </message>
    <message>
        <source>everything was busy</source>
        <translation>todo estaba ocupado</translation>
    </message>
    <message>
        <source>Call again later.</source>
        <translation>Llame de nuevo más tarde.</translation>
    </message>
    <message>
        <source>the call&apos;s instructions are longer than 4,000 characters</source>
        <translation>las instrucciones de la llamada superan los 4,000 caracteres</translation>
    </message>
    <message>
        <source>An administrator moves them to a voice flow.</source>
        <translation>Un administrador debe pasarlas a un flujo de voz.</translation>
    </message>
    <message>
        <source>the time for sending does not fit</source>
        <translation>la hora de envío no es adecuada</translation>
    </message>
    <message>
        <source>too many texts are scheduled</source>
        <translation>hay demasiados mensajes programados</translation>
    </message>
    <message>
        <source>too many codes were checked</source>
        <translation>se comprobaron demasiados códigos</translation>
    </message>
    <message>
        <source>too many codes were sent</source>
        <translation>se enviaron demasiados códigos</translation>
    </message>
    <message>
        <source>too many codes were asked for at once</source>
        <translation>se pidieron demasiados códigos a la vez</translation>
    </message>
    <message>
        <source>too many wrong codes</source>
        <translation>hubo demasiados códigos incorrectos</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was sent; free some space and try again.</source>
        <translation>El disco está lleno. No se envió nada; libere espacio e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The data folder can not be written. Nothing was sent; check the folder&apos;s permissions.</source>
        <translation>No se puede escribir en la carpeta de datos. No se envió nada; revise los permisos de la carpeta.</translation>
    </message>
    <message>
        <source>The data on this computer could not be read or written. Nothing was sent; check the disk and try again.</source>
        <translation>No se pudieron leer o escribir los datos de este equipo. No se envió nada; revise el disco e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This number belongs to another client already.</source>
        <translation>Este número ya pertenece a otro cliente.</translation>
    </message>
    <message>
        <source>This has changed in the meantime. Look at its state and decide again.</source>
        <translation>Esto cambió entretanto. Revise su estado y decida de nuevo.</translation>
    </message>
    <message>
        <source>The passphrase needs at least 10 characters.</source>
        <translation>La frase de contraseña necesita al menos 10 caracteres.</translation>
    </message>
    <message>
        <source>The passphrase is not right. Try again.</source>
        <translation>La frase de contraseña no es correcta. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This file is no backup of Practiceline.</source>
        <translation>Este archivo no es una copia de seguridad de Practiceline.</translation>
    </message>
    <message>
        <source>The recovery key does not open it.</source>
        <translation>La clave de recuperación no lo abre.</translation>
    </message>
    <message>
        <source>The backup is not complete. Use another copy.</source>
        <translation>La copia de seguridad no está completa. Use otra copia.</translation>
    </message>
    <message>
        <source>The folder holds data already. Choose an empty one.</source>
        <translation>La carpeta ya contiene datos. Elija una vacía.</translation>
    </message>
    <message>
        <source>This can not be used as it is. Check the entry and try again.</source>
        <translation>Esto no se puede usar así. Revise lo que escribió e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 segmento</translation>
    </message>
    <message>
        <source>%1 segments</source>
        <translation>%1 segmentos</translation>
    </message>
    <message>
        <source>Delivered %1</source>
        <translation>Entregado %1</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>Leído %1</translation>
    </message>
    <message>
        <source>Not delivered: %1</source>
        <translation>No entregado: %1</translation>
    </message>
    <message>
        <source>Sent %1, no delivery receipt yet</source>
        <translation>Enviado %1, sin acuse de entrega todavía</translation>
    </message>
    <message>
        <source>Canceled</source>
        <translation>Cancelado</translation>
    </message>
    <message>
        <source>Accepted by Twilio</source>
        <translation>Aceptado por Twilio</translation>
    </message>
    <message>
        <source>Twilio says: %1</source>
        <translation>Twilio indica: %1</translation>
    </message>
    <message>
        <source>Scheduled for %1</source>
        <translation>Programado para %1</translation>
    </message>
    <message>
        <source>Held: %1</source>
        <translation>Retenido: %1</translation>
    </message>
    <message>
        <source>Unconfirmed: checking with Twilio</source>
        <translation>Sin confirmar: comprobando con Twilio</translation>
    </message>
    <message>
        <source>Unconfirmed: Twilio does not list it so far. It may have been sent; you decide</source>
        <translation>Sin confirmar: Twilio aún no lo registra. Quizá se envió; usted decide</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Enviando</translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation>Rechazado: %1</translation>
    </message>
    <message>
        <source>Not sent: %1</source>
        <translation>No enviado: %1</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminada</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Ocupado</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Perdida</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>Not connected: %1</source>
        <translation>No conectada: %1</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>En curso</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Sonando</translation>
    </message>
    <message>
        <source>Placing the call</source>
        <translation>Iniciando la llamada</translation>
    </message>
    <message>
        <source>Not called: %1</source>
        <translation>No se llamó: %1</translation>
    </message>
    <message>
        <source>Not called</source>
        <translation>No se llamó</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Twilio says: %1 (code %2)</source>
        <translation>Twilio indica: %1 (código %2)</translation>
    </message>
    <message>
        <source>Twilio gave code %1. Look it up at Twilio or ask your administrator.</source>
        <translation>Twilio dio el código %1. Búsquelo en Twilio o pregunte a su administrador.</translation>
    </message>
    <message>
        <source>no reason is known. Try again or call.</source>
        <translation>no se conoce el motivo. Inténtelo de nuevo o llame.</translation>
    </message>
    <message>
        <source>Twilio can not be reached. Check the internet connection; what waits is sent when it is back.</source>
        <translation>No se puede llegar a Twilio. Revise la conexión a internet; lo pendiente se enviará cuando vuelva.</translation>
    </message>
    <message>
        <source>The line broke before Twilio answered. Practiceline checks with Twilio whether it arrived.</source>
        <translation>La conexión se cortó antes de que Twilio respondiera. Practiceline comprueba con Twilio si llegó.</translation>
    </message>
    <message>
        <source>Twilio does not allow this with the present key. Use a key with more rights.</source>
        <translation>Twilio no permite esto con la clave actual. Use una clave con más permisos.</translation>
    </message>
    <message>
        <source>Something between here and Twilio answered, but not Twilio. A network with a sign-in page does that; sign in first.</source>
        <translation>Algo entre este equipo y Twilio respondió, pero no fue Twilio. Suele ser una red con página de acceso; inicie sesión primero.</translation>
    </message>
    <message>
        <source>The network leads elsewhere than to Twilio. Nothing was sent there; sign in to the network or use another one.</source>
        <translation>La red no lleva a Twilio, sino a otro lugar. No se envió nada allí; inicie sesión en la red o use otra.</translation>
    </message>
    <message>
        <source>The key of your data is not available. Unlock the keychain or enter the passphrase.</source>
        <translation>La clave de sus datos no está disponible. Desbloquee el llavero o escriba la frase de contraseña.</translation>
    </message>
    <message>
        <source>This is not there any more. It may have been deleted.</source>
        <translation>Esto ya no existe. Quizá fue eliminado.</translation>
    </message>
    <message>
        <source>a person must decide</source>
        <translation>una persona debe decidir</translation>
    </message>
    <message>
        <source>outside the hours for texts</source>
        <translation>fuera del horario de mensajes</translation>
    </message>
    <message>
        <source>it waited too long to leave by itself. Send it now, edit or cancel it</source>
        <translation>esperó demasiado para salir por sí solo. Envíelo ahora, edítelo o cancélelo</translation>
    </message>
    <message>
        <source>a reply may mean stop. Read it and decide</source>
        <translation>una respuesta podría pedir la baja. Léala y decida</translation>
    </message>
    <message>
        <source>texts can not go to this number. Correct it or call</source>
        <translation>no se pueden enviar mensajes a este número. Corríjalo o llame</translation>
    </message>
    <message>
        <source>the same text is still unconfirmed. It may have arrived</source>
        <translation>el mismo mensaje sigue sin confirmar. Quizá llegó</translation>
    </message>
    <message>
        <source>Twilio is not connected yet. Open Settings</source>
        <translation>Twilio aún no está conectado. Abra Ajustes</translation>
    </message>
    <message>
        <source>the text is empty or a variable has no value</source>
        <translation>el mensaje está vacío o una variable no tiene valor</translation>
    </message>
    <message>
        <source>over 1,600 characters. Shorten it</source>
        <translation>más de 1,600 caracteres. Acórtelo</translation>
    </message>
    <message>
        <source>the key of your data is not available. Unlock it</source>
        <translation>la clave de sus datos no está disponible. Desbloquéela</translation>
    </message>
    <message>
        <source>Twilio refused the login. Check the API key in Settings</source>
        <translation>Twilio rechazó el acceso. Compruebe la clave API en Ajustes</translation>
    </message>
    <message>
        <source>another call is under way or unconfirmed</source>
        <translation>otra llamada está en curso o sin confirmar</translation>
    </message>
    <message>
        <source>this client</source>
        <translation>este cliente</translation>
    </message>
    <message>
        <source>It is %1 for %2. Texts may not be sent now.</source>
        <translation>Hora local de %2: %1. Ahora no se pueden enviar mensajes.</translation>
    </message>
    <message>
        <source>It is %1 for %2. Texts may be sent from %3.</source>
        <translation>Hora local de %2: %1. Se pueden enviar mensajes desde las %3.</translation>
    </message>
    <message>
        <source>It is %1 for %2. Texts may be sent from %3 tomorrow.</source>
        <translation>Hora local de %2: %1. Se pueden enviar mensajes desde las %3 de mañana.</translation>
    </message>
    <message>
        <source>%1 opted out of texts. Only a text with START from that phone lifts it; you may call.</source>
        <translation>%1 se dio de baja. Solo un mensaje con START desde ese teléfono lo levanta; usted puede llamar.</translation>
    </message>
    <message>
        <source>%1 wrote something that may mean stop. Until you decide, nothing is sent.</source>
        <translation>%1 escribió algo que podría pedir la baja. Hasta que usted decida, no se envía nada.</translation>
    </message>
    <message>
        <source>Texts can not go to the number of %1. Correct the number or call.</source>
        <translation>No se pueden enviar mensajes al número de %1. Corrija el número o llame.</translation>
    </message>
    <message>
        <source>Twilio is not connected yet. Enter the account and a sender in Settings.</source>
        <translation>Twilio aún no está conectado. Escriba la cuenta y un remitente en Ajustes.</translation>
    </message>
    <message>
        <source>The key of your data is not available. Unlock the keychain; nothing is sent until then.</source>
        <translation>La clave de sus datos no está disponible. Desbloquee el llavero; hasta entonces no se envía nada.</translation>
    </message>
    <message>
        <source>Twilio refused the login. Texts wait here; check the API key in Settings.</source>
        <translation>Twilio rechazó el acceso. Los mensajes esperan aquí; compruebe la clave API en Ajustes.</translation>
    </message>
    <message>
        <source>This can not be sent: %1.</source>
        <translation>Esto no se puede enviar: %1.</translation>
    </message>
    <message>
        <source>Sent by another program</source>
        <translation>Enviado por otro programa</translation>
    </message>
    <message>
        <source>Twilio holds %1 copies</source>
        <translation>Twilio tiene %1 copias</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Recibido</translation>
    </message>
    <message>
        <source>Opted out</source>
        <translation>De baja</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>No enviado</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programado</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Retenido</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Sin confirmar</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Leído</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviado</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>No entregado</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>No conectada</translation>
    </message>
    <message>
        <source>the number no longer belongs to this client. Check whose it is, then write again</source>
        <translation>el número ya no es de este cliente. Vea de quién es y escriba de nuevo</translation>
    </message>
    <message>
        <source>This was sent with another Twilio account, where Practiceline can not look now. Look at that account&apos;s log at Twilio.</source>
        <translation>Esto se envió con otra cuenta de Twilio, donde Practiceline no puede consultar ahora. Consulte el registro de esa cuenta en Twilio.</translation>
    </message>
    <message>
        <source>The file could not be written. Choose a folder where you may save, on a disk with room.</source>
        <translation>No se pudo escribir el archivo. Elija una carpeta donde pueda guardar, en un disco con espacio.</translation>
    </message>
    <message>
        <source>Twilio does not let this account in; it may be suspended or closed</source>
        <translation>Twilio no deja entrar a esta cuenta; puede estar suspendida o cerrada</translation>
    </message>
    <message>
        <source>Unconfirmed: sent with another Twilio account; you decide</source>
        <translation>Sin confirmar: se envió con otra cuenta de Twilio; decida usted</translation>
    </message>
    <message>
        <source>Twilio has the first text after all, so it was not sent again.</source>
        <translation>Twilio sí tiene el primer mensaje, así que no se envió otra vez.</translation>
    </message>
    <message>
        <source>Twilio has the first one after all</source>
        <translation>Twilio sí tiene el primero</translation>
    </message>
    <message>
        <source>your administrator&apos;s limit of texts an hour is reached</source>
        <translation>se alcanzó el límite de mensajes por hora de su administrador</translation>
    </message>
    <message>
        <source>Held: you have sent %1 texts within the last hour, your administrator&apos;s limit. It leaves %2</source>
        <translation>Retenido: ha enviado %1 mensajes en la última hora, el límite de su administrador. Sale %2</translation>
    </message>
    <message>
        <source>your other computer</source>
        <translation>su otro equipo</translation>
    </message>
    <message>
        <source>%1&apos;s computer</source>
        <translation>el equipo de %1</translation>
    </message>
    <message>
        <source>Waits on %1</source>
        <translation>Espera en %1</translation>
    </message>
    <message>
        <source>Being sent by %1</source>
        <translation>Lo envía %1</translation>
    </message>
    <message>
        <source>Scheduled on %1 for %2</source>
        <translation>Programado en %1 para %2</translation>
    </message>
    <message>
        <source>Held on %1: %2</source>
        <translation>Retenido en %1: %2</translation>
    </message>
    <message>
        <source>Unconfirmed on %1: it is looked for at Twilio</source>
        <translation>Sin confirmar en %1: se busca en Twilio</translation>
    </message>
    <message>
        <source>by %1</source>
        <comment>the colleague who sent or called</comment>
        <translation>por %1</translation>
    </message>
    <message>
        <source>You may not write for this person any more, so nothing was sent. Write in your own name, or ask them or an administrator to name you again.</source>
        <translation>Ya no puede escribir en nombre de esta persona, por lo que no se envió nada. Escriba en su propio nombre, o pida a esa persona o a un administrador que vuelva a designarle.</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>un colega</translation>
    </message>
    <message>
        <source>you for %1</source>
        <translation>usted en nombre de %1</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 en nombre de %2</translation>
    </message>
    <message>
        <source>Not sent: %1 has left. Write it again if it is still needed</source>
        <translation>No enviado: %1 se ha ido. Escríbalo de nuevo si aún hace falta</translation>
    </message>
    <message>
        <source>Unconfirmed: %1 has left. It may have been sent; ask the client before you write it again</source>
        <translation>Sin confirmar: %1 se ha ido. Puede haberse enviado; pregunte al cliente antes de escribirlo de nuevo</translation>
    </message>
    <message>
        <source>This computer&apos;s key only sends. The computer that checks Twilio for the practice looks for it, and what it finds shows here.</source>
        <translation>La clave de este equipo solo envía. El equipo que consulta Twilio para el despacho lo busca, y lo que encuentre aparece aquí.</translation>
    </message>
    <message>
        <source>This client is kept for somebody else now, so nothing was sent. An administrator can show you the client again.</source>
        <translation>Este cliente ahora está reservado a otra persona, así que no se envió nada. Un administrador puede mostrárselo de nuevo.</translation>
    </message>
    <message>
        <source>Unconfirmed: nobody checks with Twilio just now</source>
        <translation>Sin confirmar: ahora nadie comprueba con Twilio</translation>
    </message>
    <message>
        <source>the practice&apos;s key at Twilio lacks the right to do this</source>
        <translation>la clave del despacho en Twilio no tiene permiso para hacer esto</translation>
    </message>
    <message>
        <source>An administrator gives the API key that right at Twilio, or enters another key in Settings.</source>
        <translation>Un administrador da ese permiso a la clave API en Twilio o introduce otra clave en Ajustes.</translation>
    </message>
    <message>
        <source>Written in clear by another program</source>
        <translation>Escrito sin cifrar por otro programa</translation>
    </message>
</context>
<context>
    <name>Formatting</name>
    <message>
        <source>Today %1</source>
        <translation>Hoy %1</translation>
    </message>
    <message>
        <source>Yesterday %1</source>
        <translation>Ayer %1</translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>inside a sentence</comment>
        <translation>hoy %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>inside a sentence</comment>
        <translation>ayer %1</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Ayer</translation>
    </message>
    <message>
        <source>today</source>
        <comment>inside a sentence</comment>
        <translation>hoy</translation>
    </message>
    <message>
        <source>yesterday</source>
        <comment>inside a sentence</comment>
        <translation>ayer</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>Advisor</source>
        <translation>Asesor</translation>
    </message>
    <message>
        <source>Attorney</source>
        <translation>Abogado</translation>
    </message>
    <message>
        <source>Accountant</source>
        <translation>Contador</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Conference</source>
        <translation>Conferencia</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Salida</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Find a client; Enter goes on to the message</source>
        <translation>Buscar un cliente; Enter pasa al mensaje</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Add a client</source>
        <translation>Agregar un cliente</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Choose a template</source>
        <translation>Elegir una plantilla</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Send the text</source>
        <translation>Enviar el mensaje</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Call: your phone rings first, then the client&apos;s</source>
        <translation>Llamar: suena primero su teléfono y luego el del cliente</translation>
    </message>
    <message>
        <source>Ctrl+1 … Ctrl+4</source>
        <translation>Ctrl+1 … Ctrl+4</translation>
    </message>
    <message>
        <source>Clients, History, Templates, Settings</source>
        <translation>Clientes, Historial, Plantillas, Ajustes</translation>
    </message>
    <message>
        <source>Menu key</source>
        <translation>Tecla Menú</translation>
    </message>
    <message>
        <source>What can be done about the selected text</source>
        <translation>Qué se puede hacer con el mensaje seleccionado</translation>
    </message>
    <message>
        <source>What the words under a text mean</source>
        <translation>Qué significan las palabras bajo un mensaje</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Stored here; it leaves when its turn or the network comes.</source>
        <translation>Guardado aquí; sale cuando llegue su turno o vuelva la red.</translation>
    </message>
    <message>
        <source>Accepted by Twilio</source>
        <translation>Aceptado por Twilio</translation>
    </message>
    <message>
        <source>Twilio has it. That is not delivered yet.</source>
        <translation>Twilio lo tiene. Todavía no está entregado.</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>The client&apos;s phone has it.</source>
        <translation>El teléfono del cliente lo tiene.</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Sin confirmar</translation>
    </message>
    <message>
        <source>The line broke: it may have been sent. Practiceline looks for it at Twilio.</source>
        <translation>La conexión se cortó: quizá se envió. Practiceline lo busca en Twilio.</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Retenido</translation>
    </message>
    <message>
        <source>It does not leave by itself: send, edit or cancel it.</source>
        <translation>No sale por sí solo: envíelo, edítelo o cancélelo.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>HistoryDetails</name>
    <message>
        <source>an unknown number</source>
        <translation>un número desconocido</translation>
    </message>
    <message>
        <source>The line broke after the text was handed over.</source>
        <translation>La conexión se cortó después de entregar el mensaje a Twilio.</translation>
    </message>
    <message>
        <source>The line broke after the call was handed over.</source>
        <translation>La conexión se cortó después de entregar la llamada a Twilio.</translation>
    </message>
    <message>
        <source>Twilio has not been asked yet</source>
        <translation>Twilio aún no ha sido consultado</translation>
    </message>
    <message>
        <source>Twilio does not list it yet; checked once</source>
        <translation>Twilio aún no lo registra; se comprobó una vez</translation>
    </message>
    <message numerus="yes">
        <source>Twilio does not list it yet; checked %n times</source>
        <translation>
            <numerusform>Twilio aún no lo registra; se comprobó %n vez</numerusform>
            <numerusform>Twilio aún no lo registra; se comprobó %n veces</numerusform>
        </translation>
    </message>
    <message>
        <source>, next check in %1</source>
        <translation>, próxima comprobación en %1</translation>
    </message>
    <message>
        <source>It may have arrived.</source>
        <translation>Quizá llegó.</translation>
    </message>
    <message>
        <source>The call may have been placed.</source>
        <translation>Quizá se hizo la llamada.</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 segmento</translation>
    </message>
    <message numerus="yes">
        <source>%n segments</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message>
        <source>template %1</source>
        <translation>plantilla %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>por %1</translation>
    </message>
    <message numerus="yes">
        <source>Twilio holds %n copies</source>
        <translation>
            <numerusform>Twilio tiene %n copia</numerusform>
            <numerusform>Twilio tiene %n copias</numerusform>
        </translation>
    </message>
    <message>
        <source>Text of the message</source>
        <translation>Texto del mensaje</translation>
    </message>
    <message>
        <source>Check &amp;now</source>
        <translation>Consultar a&amp;hora</translation>
    </message>
    <message>
        <source>Send &amp;again (may be a duplicate) …</source>
        <translation>Enviar &amp;otra vez (puede duplicarse) …</translation>
    </message>
    <message>
        <source>Sen&amp;d now</source>
        <translation>En&amp;viar ahora</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>&amp;Open conversation</source>
        <translation>&amp;Abrir conversación</translation>
    </message>
    <message>
        <source>Onl&amp;y this client</source>
        <translation>Solo este clien&amp;te</translation>
    </message>
    <message>
        <source>Text to %1, %2</source>
        <translation>Mensaje a %1, %2</translation>
    </message>
    <message>
        <source>Text from %1, %2</source>
        <translation>Mensaje de %1, %2</translation>
    </message>
    <message>
        <source>Call to %1, %2</source>
        <translation>Llamada a %1, %2</translation>
    </message>
    <message>
        <source>Call from %1, %2</source>
        <translation>Llamada de %1, %2</translation>
    </message>
    <message>
        <source>Conference with %1, %2</source>
        <translation>Conferencia con %1, %2</translation>
    </message>
    <message>
        <source>The text is locked: the key is not available.</source>
        <translation>El mensaje está bloqueado: la clave no está disponible.</translation>
    </message>
    <message>
        <source>Sen&amp;d now …</source>
        <translation>En&amp;viar ahora …</translation>
    </message>
    <message>
        <source>Asking Twilio …</source>
        <translation>Consultando a Twilio …</translation>
    </message>
    <message>
        <source>Found: Twilio has it.</source>
        <translation>Encontrado: Twilio lo tiene.</translation>
    </message>
    <message>
        <source>Twilio does not list it. That is no proof: it may still have arrived.</source>
        <translation>Twilio no lo registra. Eso no prueba nada: aún puede haber llegado.</translation>
    </message>
    <message>
        <source>The new text does not leave yet: %1</source>
        <translation>El mensaje nuevo aún no sale: %1</translation>
    </message>
    <message>
        <source>Sent again as a text of its own; see the top of the list.</source>
        <translation>Enviado otra vez como mensaje propio; véalo al principio de la lista.</translation>
    </message>
    <message>
        <source>sent anyway: %1</source>
        <comment>with the reason that was given</comment>
        <translation>enviado de todos modos: %1</translation>
    </message>
    <message>
        <source>Not sent again</source>
        <translation>No se envió otra vez</translation>
    </message>
    <message>
        <source>sent by %1</source>
        <translation>enviado por %1</translation>
    </message>
</context>
<context>
    <name>HistoryExport</name>
    <message>
        <source>Export what was found</source>
        <translation>Exportar lo encontrado</translation>
    </message>
    <message>
        <source>Export the history</source>
        <translation>Exportar el historial</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>history %1.csv</source>
        <translation>historial %1.csv</translation>
    </message>
    <message>
        <source>Checking the records …</source>
        <translation>Comprobando los registros …</translation>
    </message>
    <message>
        <source>%1 rows written</source>
        <translation>Filas escritas: %1</translation>
    </message>
    <message>
        <source>%1 rows exported.</source>
        <translation>Filas exportadas: %1.</translation>
    </message>
</context>
<context>
    <name>HistoryFilterBar</name>
    <message>
        <source>Search history</source>
        <translation>Buscar en el historial</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Sentido</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>En curso</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>No entregado</translation>
    </message>
    <message>
        <source>Unconfirmed</source>
        <translation>Sin confirmar</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Retenido</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Recibido</translation>
    </message>
    <message>
        <source>Persona</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Fechas</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Últimos 7 días</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Últimos 30 días</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>De … a …</translation>
    </message>
    <message>
        <source>From date</source>
        <translation>Fecha inicial</translation>
    </message>
    <message>
        <source>To date</source>
        <translation>Fecha final</translation>
    </message>
    <message>
        <source>Client: %1  ×</source>
        <translation>Cliente: %1  ×</translation>
    </message>
    <message>
        <source>Client: %1. Show all clients</source>
        <translation>Cliente: %1. Mostrar todos los clientes</translation>
    </message>
    <message>
        <source>Search texts, names, numbers, dates, sums</source>
        <translation>Buscar mensajes, nombres, números, fechas, importes</translation>
    </message>
    <message>
        <source>Sent by</source>
        <translation>Envía</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (usted)</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>&amp;Exportar …</translation>
    </message>
    <message>
        <source>Nothing matches the search and the filters.</source>
        <translation>Nada coincide con la búsqueda y los filtros.</translation>
    </message>
    <message>
        <source>Nothing yet. Texts and calls with your clients appear here as soon as there are some.</source>
        <translation>Todavía no hay nada. Los mensajes y las llamadas con sus clientes aparecerán aquí en cuanto existan.</translation>
    </message>
</context>
<context>
    <name>HistoryProxy</name>
    <message>
        <source>Locked: the key is not available</source>
        <translation>Bloqueado: la clave no está disponible</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Nota: %1</translation>
    </message>
    <message>
        <source>Talked %1</source>
        <translation>Duró %1</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Sentido</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Costo</translation>
    </message>
    <message>
        <source>Persona</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>who for whom: the text</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>HistorySearch</name>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Detener</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>Buscando …</translation>
    </message>
    <message>
        <source>Looked at %1 of %2 · %3 found</source>
        <translation>Revisados %1 de %2 · encontrados: %3</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>Encontrados: %1</translation>
    </message>
    <message>
        <source>Stopped · %1 found</source>
        <translation>Detenido · encontrados: %1</translation>
    </message>
</context>
<context>
    <name>HoursForm</name>
    <message>
        <source>Texts from</source>
        <translation>Mensajes desde</translation>
    </message>
    <message>
        <source>Texts until</source>
        <translation>Mensajes hasta</translation>
    </message>
    <message>
        <source>Texts &amp;from</source>
        <translation>Mensajes d&amp;esde</translation>
    </message>
    <message>
        <source>Texts &amp;until</source>
        <translation>Mensajes ha&amp;sta</translation>
    </message>
    <message>
        <source>The hours for texts must begin before they end.</source>
        <translation>El horario de mensajes debe empezar antes de terminar.</translation>
    </message>
    <message>
        <source>From 00:00 to 24:00, at any hour. In the client&apos;s own time; where the time zone is not certain, 10:00 to 18:00 in every zone of the number.</source>
        <translation>De 00:00 a 24:00, a cualquier hora. En la hora del cliente; si la zona horaria no es segura, de 10:00 a 18:00 en todas las zonas del número.</translation>
    </message>
    <message>
        <source>An hour is written like 08:00 or 17:30, up to 24:00.</source>
        <translation>Una hora se escribe como 08:00 o 17:30, hasta 24:00.</translation>
    </message>
</context>
<context>
    <name>HoursStep</name>
    <message>
        <source>Hours</source>
        <translation>Horario</translation>
    </message>
    <message>
        <source>A text outside these hours is held, and you decide: schedule it, or send it with a reason.</source>
        <translation>Un mensaje fuera de este horario se retiene y usted decide: programarlo o enviarlo con un motivo.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>CSV files (*.csv *.txt *.tsv);;All files (*)</source>
        <translation>Archivos CSV (*.csv *.txt *.tsv);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>Import clients</source>
        <translation>Importar clientes</translation>
    </message>
    <message>
        <source>Reading the file …</source>
        <translation>Leyendo el archivo …</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>C&amp;errar</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importar</translation>
    </message>
    <message>
        <source>Importing …</source>
        <translation>Importando …</translation>
    </message>
    <message>
        <source>%1 rows read</source>
        <translation>Filas leídas: %1</translation>
    </message>
    <message>
        <source>Canceling …</source>
        <translation>Cancelando …</translation>
    </message>
</context>
<context>
    <name>ImportMappingPage</name>
    <message>
        <source>Not imported</source>
        <translation>No importar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>Nombre de pila</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>Apellido</translation>
    </message>
    <message>
        <source>Phone number</source>
        <translation>Número de teléfono</translation>
    </message>
    <message>
        <source>US state</source>
        <translation>Estado (EE. UU.)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Persona</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Which column is what?</source>
        <translation>¿Qué contiene cada columna?</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Columnas del archivo</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Columna</translation>
    </message>
    <message>
        <source>Imported as</source>
        <translation>Se importa como</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Primeras filas</translation>
    </message>
    <message>
        <source>Fill in what that client lacks</source>
        <translation>Completar lo que falte a ese cliente</translation>
    </message>
    <message>
        <source>Leave the row out</source>
        <translation>Omitir la fila</translation>
    </message>
    <message>
        <source>When a &amp;number is known already</source>
        <translation>Si el &amp;número ya existe</translation>
    </message>
    <message>
        <source>&amp;Persona where the file names none</source>
        <translation>&amp;Perfil si el archivo no lo indica</translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation>Columna %1</translation>
    </message>
    <message>
        <source>What column %1 is imported as</source>
        <translation>Cómo se importa la columna %1</translation>
    </message>
    <message>
        <source>Two columns are imported as &quot;%1&quot;. Choose one of them.</source>
        <translation>Dos columnas se importan como «%1». Elija una de ellas.</translation>
    </message>
    <message>
        <source>Say which column holds the name.</source>
        <translation>Indique qué columna contiene el nombre.</translation>
    </message>
    <message>
        <source>Say which column holds the telephone number.</source>
        <translation>Indique qué columna contiene el número de teléfono.</translation>
    </message>
</context>
<context>
    <name>ImportResultPage</name>
    <message>
        <source>no name</source>
        <translation>sin nombre</translation>
    </message>
    <message>
        <source>no valid number; one from abroad begins with +</source>
        <translation>ningún número válido; uno del extranjero empieza con +</translation>
    </message>
    <message>
        <source>no telephone number</source>
        <translation>sin número de teléfono</translation>
    </message>
    <message>
        <source>the number belongs to another client</source>
        <translation>el número pertenece a otro cliente</translation>
    </message>
    <message>
        <source>too long</source>
        <translation>demasiado largo</translation>
    </message>
    <message>
        <source>holds characters that are no text</source>
        <translation>contiene caracteres que no son texto</translation>
    </message>
    <message>
        <source>is not text</source>
        <translation>no es texto</translation>
    </message>
    <message>
        <source>a quotation mark is never closed</source>
        <translation>falta cerrar unas comillas</translation>
    </message>
    <message>
        <source>can not be read</source>
        <translation>no se puede leer</translation>
    </message>
    <message>
        <source>The file can not be read.</source>
        <translation>No se puede leer el archivo.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>El archivo está vacío.</translation>
    </message>
    <message>
        <source>This is an Excel workbook or another packed file. Open it in Excel, choose “Save as” and “CSV UTF-8”, and import that file.</source>
        <translation>Este es un libro de Excel u otro archivo comprimido. Ábralo en Excel, elija «Guardar como» y «CSV UTF-8», e importe ese archivo.</translation>
    </message>
    <message>
        <source>This is not a text file. Save the list as “CSV UTF-8” in the program that made it, and import that file.</source>
        <translation>Este no es un archivo de texto. Guarde la lista como «CSV UTF-8» en el programa que la creó e importe ese archivo.</translation>
    </message>
    <message>
        <source>The file ends inside a quotation mark: a part of it is missing. Save or download it again.</source>
        <translation>El archivo termina dentro de unas comillas: falta una parte. Guárdelo o descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>Rows that were not imported</source>
        <translation>Filas que no se importaron</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Línea</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Fila</translation>
    </message>
    <message>
        <source>&amp;Save these rows …</source>
        <translation>&amp;Guardar estas filas …</translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation>No se importó nada</translation>
    </message>
    <message>
        <source>Import canceled</source>
        <translation>Importación cancelada</translation>
    </message>
    <message>
        <source>Import finished</source>
        <translation>Importación terminada</translation>
    </message>
    <message>
        <source>%1 added</source>
        <translation>Agregados: %1</translation>
    </message>
    <message>
        <source>%1 filled in</source>
        <translation>Completados: %1</translation>
    </message>
    <message>
        <source>%1 left out because their number is known</source>
        <translation>Omitidos por tener un número ya conocido: %1</translation>
    </message>
    <message>
        <source>%1 not imported</source>
        <translation>No importados: %1</translation>
    </message>
    <message>
        <source>What was added before you canceled stays.</source>
        <translation>Lo agregado antes de cancelar se conserva.</translation>
    </message>
    <message>
        <source>The first %1 are listed; the saved file holds %2.</source>
        <translation>Se muestran los primeros %1; el archivo guardado contiene %2.</translation>
    </message>
    <message>
        <source>Save the rows that were not imported</source>
        <translation>Guardar las filas que no se importaron</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>%1 - not imported.csv</source>
        <translation>%1 - no importados.csv</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Guardado como %1</translation>
    </message>
    <message>
        <source>Import stopped</source>
        <translation>Importación detenida</translation>
    </message>
    <message>
        <source>What was added before stays.</source>
        <translation>Lo que se añadió antes se conserva.</translation>
    </message>
</context>
<context>
    <name>InviteDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>&amp;Save …</source>
        <translation>&amp;Guardar …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Make the invitation</source>
        <translation>Crear la &amp;invitación</translation>
    </message>
    <message>
        <source>Invite a person</source>
        <translation>Invitar a una persona</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>Invitación</translation>
    </message>
    <message>
        <source>Making the invitation …</source>
        <translation>Creando la invitación …</translation>
    </message>
    <message>
        <source>Send this to %1 by a way that you trust. It is valid for 72 hours, until %2, and for one person. It is shown only now. %1 then reads six words to you, and you approve.</source>
        <translation>Envíe esto a %1 por un medio de confianza. Vale 72 horas, hasta %2, y para una sola persona. Solo se muestra ahora. Después %1 le leerá seis palabras, y usted aprueba.</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>C&amp;errar</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message to this person alone.</source>
        <translation>Copiada. Péguela en un mensaje dirigido solo a esta persona.</translation>
    </message>
    <message>
        <source>Save the invitation</source>
        <translation>Guardar la invitación</translation>
    </message>
    <message>
        <source>Invitations (*.plinvitation)</source>
        <translation>Invitaciones (*.plinvitation)</translation>
    </message>
    <message>
        <source>invitation.plinvitation</source>
        <translation>invitacion.plinvitation</translation>
    </message>
    <message>
        <source>Saved in %1. Delete the file once it was sent.</source>
        <translation>Guardada en %1. Borre el archivo cuando lo haya enviado.</translation>
    </message>
    <message>
        <source>The file could not be written. Choose a folder where you may save, on a disk with room.</source>
        <translation>No se pudo escribir el archivo. Elija una carpeta donde pueda guardar, en un disco con espacio.</translation>
    </message>
    <message>
        <source>%1 is invited already. If that invitation was lost or has expired, remove it from the list of people. Press again to make another one.</source>
        <translation>%1 ya tiene una invitación. Si esa invitación se perdió o ha caducado, quítela de la lista de personas. Pulse otra vez para crear otra.</translation>
    </message>
</context>
<context>
    <name>JoinDialog</name>
    <message>
        <source>&amp;Add the number</source>
        <translation>&amp;Agregar el número</translation>
    </message>
    <message>
        <source>Add to a client</source>
        <translation>Agregar a un cliente</translation>
    </message>
    <message>
        <source>Whose number is %1? It moves to the client that you choose, with its messages and calls. Whether it may be texted stays as it is.</source>
        <translation>¿De quién es el número %1? Pasa al cliente que usted elija, con sus mensajes y llamadas. El permiso para enviarle mensajes no cambia.</translation>
    </message>
    <message>
        <source>Search clients</source>
        <translation>Buscar clientes</translation>
    </message>
    <message>
        <source>Search clients to add the number to</source>
        <translation>Buscar el cliente al que se agrega el número</translation>
    </message>
    <message>
        <source>Clients to choose from</source>
        <translation>Clientes para elegir</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>No client fits.</source>
        <translation>Ningún cliente coincide.</translation>
    </message>
    <message>
        <source>Choose a client.</source>
        <translation>Elija un cliente.</translation>
    </message>
</context>
<context>
    <name>JoinPracticeDialog</name>
    <message>
        <source>Join a practice</source>
        <translation>Unirse a un despacho</translation>
    </message>
    <message>
        <source>Your administrator sends you an invitation. Six words appear next: you read them to the administrator, who then lets you in. The practice&apos;s clients come to this computer, and what is on it already becomes the practice&apos;s.</source>
        <translation>Quien administra el despacho le envía una invitación. Después aparecen seis palabras: usted se las lee, y le deja entrar. Los clientes del despacho llegan a este equipo, y lo que ya hay en él pasa a ser del despacho.</translation>
    </message>
    <message>
        <source>&amp;Invitation</source>
        <translation>&amp;Invitación</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>Invitación</translation>
    </message>
    <message>
        <source>Paste it here</source>
        <translation>Péguela aquí</translation>
    </message>
    <message>
        <source>Open a &amp;file …</source>
        <translation>Abrir un &amp;archivo …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Join</source>
        <translation>&amp;Unirse</translation>
    </message>
    <message>
        <source>Open an invitation</source>
        <translation>Abrir una invitación</translation>
    </message>
    <message>
        <source>Invitations (*.plinvitation *.txt);;All files (*)</source>
        <translation>Invitaciones (*.plinvitation *.txt);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>The file could not be read.</source>
        <translation>No se pudo leer el archivo.</translation>
    </message>
    <message>
        <source>By this computer&apos;s clock, this invitation expired %1. Ask for a new one.</source>
        <translation>Según el reloj de este equipo, esta invitación venció %1. Pida una nueva.</translation>
    </message>
    <message>
        <source>For %1, into %2 at %3. Valid until %4.</source>
        <translation>Para %1, en %2 (%3). Válida hasta %4.</translation>
    </message>
    <message>
        <source>Asking the practice&apos;s server …</source>
        <translation>Consultando al servidor del despacho …</translation>
    </message>
    <message>
        <source>The practice was asked, but the keychain did not keep this computer&apos;s login. Leave Practiceline open until you are approved.</source>
        <translation>Se pidió el ingreso, pero el llavero no guardó el acceso de este equipo. Deje Practiceline abierto hasta que le aprueben.</translation>
    </message>
</context>
<context>
    <name>LanguageForm</name>
    <message>
        <source>This computer&apos;s</source>
        <translation>El de este equipo</translation>
    </message>
    <message>
        <source>&amp;Language of the window</source>
        <translation>Idioma de la &amp;ventana</translation>
    </message>
    <message>
        <source>Changes when Practiceline is started the next time.</source>
        <translation>Cambia la próxima vez que se inicie Practiceline.</translation>
    </message>
</context>
<context>
    <name>LaterMenu</name>
    <message>
        <source>In &amp;1 hour</source>
        <translation>En &amp;1 hora</translation>
    </message>
    <message>
        <source>Tomorrow at &amp;opening (%1)</source>
        <translation>Mañana al &amp;abrir (%1)</translation>
    </message>
    <message>
        <source>Choose &amp;date and time …</source>
        <translation>Elegir fec&amp;ha y hora …</translation>
    </message>
</context>
<context>
    <name>LimitForm</name>
    <message>
        <source>Texts in an &amp;hour</source>
        <translation>Mensajes por &amp;hora</translation>
    </message>
    <message>
        <source>Texts a person may send in an hour</source>
        <translation>Mensajes que una persona puede enviar en una hora</translation>
    </message>
    <message>
        <source>How many texts a person of a practice that shares may send in an hour. Empty: no limit. What is over it waits and leaves later.</source>
        <translation>Cuántos mensajes puede enviar en una hora una persona de un despacho que comparte. Vacío: sin límite. Lo que lo supera espera y sale más tarde.</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sin límite</translation>
    </message>
    <message>
        <source>The limit is a whole number of texts up to %1; leave it empty for no limit.</source>
        <translation>El límite es un número entero de mensajes, como mucho %1; déjelo vacío para no tener límite.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Practiceline</source>
        <translation>Practiceline</translation>
    </message>
    <message>
        <source>Practiceline · %1</source>
        <translation>Practiceline · %1</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clientes</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message>
        <source>Practice</source>
        <translation>Despacho</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Your role</source>
        <translation>Su rol</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>&amp;Leave the practice …</source>
        <translation>&amp;Salir del despacho …</translation>
    </message>
    <message>
        <source>%1, database %2</source>
        <translation>%1, base de datos %2</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún no se conoce</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message numerus="yes">
        <source>%n edits to &amp;decide …</source>
        <translation>
            <numerusform>%n cambio por &amp;decidir …</numerusform>
            <numerusform>%n cambios por &amp;decidir …</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Make it now …</source>
        <translation>&amp;Hacerla ahora …</translation>
    </message>
    <message>
        <source>&amp;Update the database …</source>
        <translation>Act&amp;ualizar la base de datos …</translation>
    </message>
</context>
<context>
    <name>MessageEdit</name>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Write a text</source>
        <translation>Escriba un mensaje</translation>
    </message>
</context>
<context>
    <name>NewPracticeForm</name>
    <message>
        <source>The practice</source>
        <translation>El despacho</translation>
    </message>
    <message>
        <source>&amp;Practice name</source>
        <translation>Nom&amp;bre del despacho</translation>
    </message>
    <message>
        <source>Practice name</source>
        <translation>Nombre del despacho</translation>
    </message>
    <message>
        <source>Your &amp;name</source>
        <translation>Su &amp;nombre</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Su nombre</translation>
    </message>
    <message>
        <source>You become its administrator, who invites the others.</source>
        <translation>Usted lo administrará e invitará a los demás.</translation>
    </message>
    <message>
        <source>Its database</source>
        <translation>Su base de datos</translation>
    </message>
    <message>
        <source>May make roles (CREATEROLE). Used once and not kept.</source>
        <translation>Puede crear roles (CREATEROLE). Se usa una vez; no se guarda.</translation>
    </message>
    <message>
        <source>Type the practice&apos;s name.</source>
        <translation>Escriba el nombre del despacho.</translation>
    </message>
    <message>
        <source>Type your name, as the others know you.</source>
        <translation>Escriba su nombre, como lo conocen los demás.</translation>
    </message>
</context>
<context>
    <name>NoteActions</name>
    <message>
        <source>Your internal note. The client does not see it.</source>
        <translation>Su nota interna. El cliente no la ve.</translation>
    </message>
    <message>
        <source>Ta&amp;ke back</source>
        <translation>Re&amp;tirar</translation>
    </message>
</context>
<context>
    <name>NoteBox</name>
    <message>
        <source>Internal note: only your colleagues see it. It is not sent.</source>
        <translation>Nota interna: solo la ven sus colegas. No se envía.</translation>
    </message>
    <message>
        <source>Internal note, not sent</source>
        <translation>Nota interna, no se envía</translation>
    </message>
    <message>
        <source>For colleagues</source>
        <translation>Para colegas</translation>
    </message>
</context>
<context>
    <name>NotePainter</name>
    <message>
        <source>Internal note: not sent · %1</source>
        <translation>Nota interna: no enviada · %1</translation>
    </message>
    <message>
        <source>Internal note: not sent · %1 · %2</source>
        <translation>Nota interna: no enviada · %1 · %2</translation>
    </message>
    <message>
        <source>Taken back by its author</source>
        <translation>Retirada por su autor</translation>
    </message>
    <message>
        <source>The text is locked until the key is there</source>
        <translation>El mensaje está bloqueado hasta que la clave esté disponible</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>Open Practiceline</source>
        <translation>Abrir Practiceline</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Practiceline</source>
        <translation>Practiceline</translation>
    </message>
    <message numerus="yes">
        <source>Practiceline: %n unread</source>
        <translation>
            <numerusform>Practiceline: %n sin leer</numerusform>
            <numerusform>Practiceline: %n sin leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new texts</source>
        <translation>
            <numerusform>%n mensaje nuevo</numerusform>
            <numerusform>%n mensajes nuevos</numerusform>
        </translation>
    </message>
    <message>
        <source>Open Practiceline to read.</source>
        <translation>Abra Practiceline para leer.</translation>
    </message>
</context>
<context>
    <name>NumberChoice</name>
    <message>
        <source>T&amp;o</source>
        <translation>&amp;Para</translation>
    </message>
</context>
<context>
    <name>NumbersForm</name>
    <message>
        <source>Sender</source>
        <translation>Remitente</translation>
    </message>
    <message>
        <source>The number that texts come from, or a messaging service (begins with MG).</source>
        <translation>El número desde el que salen los mensajes, o un servicio de mensajería (empieza por MG).</translation>
    </message>
    <message>
        <source>&amp;Caller number</source>
        <translation>Número para &amp;llamadas</translation>
    </message>
    <message>
        <source>Caller number</source>
        <translation>Número para llamadas</translation>
    </message>
    <message>
        <source>What clients see when you call. A messaging service can not call.</source>
        <translation>Lo que ven los clientes cuando usted llama. Un servicio de mensajería no puede llamar.</translation>
    </message>
    <message>
        <source>Your &amp;phone</source>
        <translation>Su telé&amp;fono</translation>
    </message>
    <message>
        <source>Your phone</source>
        <translation>Su teléfono</translation>
    </message>
    <message>
        <source>Rings first when you call a client.</source>
        <translation>Suena primero cuando usted llama a un cliente.</translation>
    </message>
    <message>
        <source>%1: the number is too short; write it with its area code.</source>
        <translation>%1: el número es demasiado corto; escríbalo con su código de área.</translation>
    </message>
    <message>
        <source>%1: the number is too long.</source>
        <translation>%1: el número es demasiado largo.</translation>
    </message>
    <message>
        <source>%1: no country has this code.</source>
        <translation>%1: ningún país tiene este código.</translation>
    </message>
    <message>
        <source>%1: this is not a telephone number.</source>
        <translation>%1: esto no es un número de teléfono.</translation>
    </message>
    <message>
        <source>S&amp;ender</source>
        <translation>&amp;Remitente</translation>
    </message>
</context>
<context>
    <name>NumbersStep</name>
    <message>
        <source>Numbers</source>
        <translation>Números</translation>
    </message>
    <message>
        <source>Which of your Twilio numbers clients see, and which phone rings when you call.</source>
        <translation>Qué números suyos de Twilio ven los clientes y qué teléfono suena cuando usted llama.</translation>
    </message>
    <message>
        <source>Calls need a caller number and your phone. Press Next again to go on without calls.</source>
        <translation>Para llamar hacen falta un número para llamadas y su teléfono. Pulse Siguiente otra vez para continuar sin llamadas.</translation>
    </message>
    <message>
        <source>Texts need a sender. Press Next again to go on without texts.</source>
        <translation>Para los mensajes hace falta un remitente. Pulse Siguiente otra vez para continuar sin mensajes.</translation>
    </message>
</context>
<context>
    <name>OffPanel</name>
    <message>
        <source>&amp;Set up a practice …</source>
        <translation>&amp;Configurar un despacho …</translation>
    </message>
    <message>
        <source>&amp;Join a practice …</source>
        <translation>&amp;Unirse a un despacho …</translation>
    </message>
    <message>
        <source>Several computers can work on the same clients, texts and templates. They share through a database that belongs to your practice, and each goes on working without a connection.</source>
        <translation>Varios equipos pueden trabajar con los mismos clientes, mensajes y plantillas. Comparten por una base de datos que es de su despacho, y cada uno sigue trabajando sin conexión.</translation>
    </message>
    <message>
        <source>The demo shares with nobody.</source>
        <translation>La demo no comparte con nadie.</translation>
    </message>
    <message>
        <source>The keychain has not answered yet.</source>
        <translation>El llavero aún no ha respondido.</translation>
    </message>
    <message>
        <source>Use a practice&apos;s recovery &amp;key …</source>
        <translation>Usar la cla&amp;ve de recuperación de un despacho …</translation>
    </message>
</context>
<context>
    <name>PagesList</name>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Ctrl+%1</source>
        <translation>Ctrl+%1</translation>
    </message>
    <message>
        <source>%1, %2 unread</source>
        <translation>%1, %2 sin leer</translation>
    </message>
</context>
<context>
    <name>PartingDialog</name>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>%1 It is tried again by itself; if you quit, it goes on at the next start.</source>
        <translation>%1 Se vuelve a intentar por sí solo; si sale, continúa al iniciar la próxima vez.</translation>
    </message>
</context>
<context>
    <name>PartingWords</name>
    <message>
        <source>You have left %1.</source>
        <translation>Ha dejado %1.</translation>
    </message>
    <message>
        <source>An administrator has removed you from %1.</source>
        <translation>Un administrador le ha quitado de %1.</translation>
    </message>
    <message>
        <source>What this computer sent, and the practice does not have yet, goes there now. Then everything that is here of the practice is erased: clients, texts, notes and keys. Practiceline starts again as new.</source>
        <translation>Lo que este equipo envió y el despacho aún no tiene va ahora allí. Después se borra todo lo que hay aquí del despacho: clientes, mensajes, notas y claves. Practiceline vuelve a empezar como nuevo.</translation>
    </message>
    <message>
        <source>No longer a member</source>
        <translation>Ya no es miembro</translation>
    </message>
    <message>
        <source>That was %1. What this computer had sent is in the practice&apos;s records; what it held of the practice is erased: clients, texts, notes and keys.</source>
        <translation>Fue %1. Lo que este equipo había enviado está en los registros del despacho; lo que tenía del despacho se ha borrado: clientes, mensajes, notas y claves.</translation>
    </message>
    <message numerus="yes">
        <source>%n texts that waited here were not sent, and nobody sends them.</source>
        <translation>
            <numerusform>%n mensaje que esperaba aquí no se envió, y nadie lo envía.</numerusform>
            <numerusform>%n mensajes que esperaban aquí no se enviaron, y nadie los envía.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other changes had not reached the practice and went with the rest.</source>
        <translation>
            <numerusform>%n cambio más no había llegado al despacho y se perdió con lo demás.</numerusform>
            <numerusform>%n cambios más no habían llegado al despacho y se perdieron con lo demás.</numerusform>
        </translation>
    </message>
    <message>
        <source>Back-ups and exports that were made on this computer are where you put them: ask the practice what to do with them.</source>
        <translation>Las copias de seguridad y exportaciones hechas en este equipo siguen donde las puso: pregunte al despacho qué hacer con ellas.</translation>
    </message>
</context>
<context>
    <name>PeopleList</name>
    <message>
        <source>People of the practice</source>
        <translation>Personas del despacho</translation>
    </message>
    <message>
        <source>No name</source>
        <translation>Sin nombre</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (usted)</translation>
    </message>
    <message>
        <source>deputies: %1</source>
        <translation>suplentes: %1</translation>
    </message>
</context>
<context>
    <name>PeoplePanel</name>
    <message>
        <source>&amp;Invite …</source>
        <translation>&amp;Invitar …</translation>
    </message>
    <message>
        <source>&amp;Remove …</source>
        <translation>&amp;Quitar …</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>%1 asks to join.</source>
        <translation>%1 pide unirse.</translation>
    </message>
    <message>
        <source>&amp;Approve …</source>
        <translation>&amp;Aprobar …</translation>
    </message>
    <message>
        <source>Approve …</source>
        <translation>Aprobar …</translation>
    </message>
    <message>
        <source>Approve %1</source>
        <translation>Aprobar a %1</translation>
    </message>
    <message>
        <source>People are invited, approved and removed by %1.</source>
        <translation>Quien invita, aprueba y quita personas: %1.</translation>
    </message>
    <message>
        <source>&amp;Deputies …</source>
        <translation>Sup&amp;lentes …</translation>
    </message>
    <message>
        <source>Who may write texts in the name of the person that is chosen.</source>
        <translation>Quién puede escribir mensajes en nombre de la persona elegida.</translation>
    </message>
    <message>
        <source>C&amp;hange role …</source>
        <translation>Cam&amp;biar rol …</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>Kind of work</source>
        <translation>Tipo de trabajo</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>&amp;Rol</translation>
    </message>
    <message>
        <source>&amp;Kind of work</source>
        <translation>&amp;Tipo de trabajo</translation>
    </message>
    <message>
        <source>&amp;Phone</source>
        <translation>Te&amp;léfono</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>For the list of people; may stay empty.</source>
        <translation>Para la lista de personas; puede quedar vacío.</translation>
    </message>
    <message>
        <source>Type the person&apos;s name.</source>
        <translation>Escriba el nombre de la persona.</translation>
    </message>
    <message>
        <source>This is not a phone number. Correct it, or leave it empty.</source>
        <translation>Esto no es un número de teléfono. Corríjalo o déjelo vacío.</translation>
    </message>
</context>
<context>
    <name>PracticeForm</name>
    <message>
        <source>This computer&apos;s (%1)</source>
        <translation>La de este equipo (%1)</translation>
    </message>
    <message>
        <source>Practice name</source>
        <translation>Nombre del despacho</translation>
    </message>
    <message>
        <source>&amp;Kind of practice</source>
        <translation>&amp;Tipo de despacho</translation>
    </message>
    <message>
        <source>Countr&amp;y</source>
        <translation>&amp;País</translation>
    </message>
    <message>
        <source>For numbers that are typed without a country.</source>
        <translation>Para números escritos sin país.</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>&amp;Zona horaria</translation>
    </message>
    <message>
        <source>For clients without a language of their own.</source>
        <translation>Para clientes sin idioma propio.</translation>
    </message>
    <message>
        <source>Pr&amp;actice name</source>
        <translation>Nom&amp;bre del despacho</translation>
    </message>
    <message>
        <source>Lan&amp;guage of texts</source>
        <translation>&amp;Idioma de los mensajes</translation>
    </message>
</context>
<context>
    <name>PracticeKeyForm</name>
    <message>
        <source>Keep this ke&amp;y for the practice</source>
        <translation>Guardar esta clave &amp;para el despacho</translation>
    </message>
    <message>
        <source>Colleagues and the office program need not type it: it is sealed with the practice&apos;s key. Switched off, computers that have it already keep it; to take it from them, delete it in Twilio&apos;s console.</source>
        <translation>Los colegas y el programa de la oficina no tienen que escribirla: se sella con la clave del despacho. Si se desactiva, los equipos que ya la tienen la conservan; para quitársela, elimínela en la consola de Twilio.</translation>
    </message>
    <message>
        <source>The practice keeps Twilio&apos;s key. You need not type one.</source>
        <translation>El despacho guarda la clave de Twilio. Usted no tiene que escribir ninguna.</translation>
    </message>
    <message>
        <source>This computer has no key to give: type it, or unlock the keychain, and save again.</source>
        <translation>Este equipo no tiene ninguna clave que dar: escríbala, o desbloquee el llavero, y guarde otra vez.</translation>
    </message>
    <message>
        <source>The practice can not be reached now, so nothing changed in what it keeps.</source>
        <translation>Ahora no se puede llegar al despacho, así que nada cambió en lo que guarda.</translation>
    </message>
    <message>
        <source>This computer has not got the practice&apos;s newest key yet. Try again after the next exchange.</source>
        <translation>Este equipo todavía no tiene la clave más reciente del despacho. Inténtelo otra vez después del próximo intercambio.</translation>
    </message>
    <message>
        <source>The practice can not be reached now, so what it keeps can not be looked up.</source>
        <translation>Ahora no se puede llegar al despacho, así que no se puede consultar lo que guarda.</translation>
    </message>
</context>
<context>
    <name>PracticeRecoveryPanel</name>
    <message>
        <source>Write it down on paper and keep it in the practice&apos;s safe. It is shown only now, and counts once you have confirmed it. Who has it and a login to the server can read everything and act as you.</source>
        <translation>Escríbala en un papel y guárdelo en la caja fuerte del despacho. Solo se muestra ahora, y vale en cuanto usted la confirme. Quien la tenga, junto con un acceso al servidor, puede leerlo todo y actuar como usted.</translation>
    </message>
    <message>
        <source>The practice&apos;s recovery key</source>
        <translation>La clave de recuperación del despacho</translation>
    </message>
    <message>
        <source>It is looked up when the practice can be reached.</source>
        <translation>Se consultará cuando se pueda llegar al despacho.</translation>
    </message>
    <message>
        <source>somebody who is not known here</source>
        <translation>alguien a quien aquí no se conoce</translation>
    </message>
    <message>
        <source>The recovery key that %1 made (%2) does not open what was written since: its maker left, or it was changed. Make a new one.</source>
        <translation>La clave de recuperación que creó %1 (%2) no abre lo que se escribió después: quien la creó se fue, o alguien la cambió. Cree una nueva.</translation>
    </message>
    <message>
        <source>Made by %1 (%2). A new one takes its place once it is confirmed.</source>
        <translation>Creada por %1 (%2). Una nueva la sustituye en cuanto se confirma.</translation>
    </message>
    <message>
        <source>Make a new recovery &amp;key …</source>
        <translation>Crear una nueva clave de &amp;recuperación …</translation>
    </message>
    <message>
        <source>Make a recovery &amp;key …</source>
        <translation>Crear una clave de &amp;recuperación …</translation>
    </message>
    <message>
        <source>Keeping it in the practice …</source>
        <translation>Guardándola en el despacho …</translation>
    </message>
    <message>
        <source>This computer has not got the practice&apos;s newest key yet. Try again after the next exchange.</source>
        <translation>Este equipo todavía no tiene la clave más reciente del despacho. Inténtelo otra vez después del próximo intercambio.</translation>
    </message>
    <message>
        <source>Confirmed. Keep the paper safe.</source>
        <translation>Confirmada. Guarde bien el papel.</translation>
    </message>
    <message>
        <source>The practice&apos;s recovery key does not open everything any more.</source>
        <translation>La clave de recuperación del despacho ya no lo abre todo.</translation>
    </message>
    <message>
        <source>The practice has no recovery key yet.</source>
        <translation>El despacho todavía no tiene clave de recuperación.</translation>
    </message>
    <message>
        <source>Without one, nobody can open the practice&apos;s texts again when the administrators&apos; computers are lost.</source>
        <translation>Sin ella, nadie podrá volver a abrir los mensajes del despacho si se pierden los equipos de los administradores.</translation>
    </message>
</context>
<context>
    <name>PracticeStep</name>
    <message>
        <source>Practice</source>
        <translation>Despacho</translation>
    </message>
    <message>
        <source>What templates fill in, and how numbers and times are read.</source>
        <translation>Lo que se incluye en las plantillas y cómo se leen números y horas.</translation>
    </message>
</context>
<context>
    <name>PresenceWords</name>
    <message>
        <source>A colleague</source>
        <translation>Un colega</translation>
    </message>
    <message>
        <source>%1 is writing …</source>
        <translation>%1 está escribiendo …</translation>
    </message>
    <message>
        <source>%1 has this open</source>
        <translation>%1 tiene esto abierto</translation>
    </message>
    <message>
        <source>%1 and one more have this open</source>
        <translation>%1 y una persona más tienen esto abierto</translation>
    </message>
    <message>
        <source>%1 and %2 more have this open</source>
        <translation>%1 y %2 personas más tienen esto abierto</translation>
    </message>
    <message>
        <source>%1 is writing to this client at this moment.</source>
        <translation>%1 está escribiendo a este cliente en este momento.</translation>
    </message>
    <message>
        <source>%1 called %2 ago.</source>
        <translation>%1 llamó hace %2.</translation>
    </message>
    <message>
        <source>%1 answered %2 ago: “%3”</source>
        <translation>%1 respondió hace %2: «%3»</translation>
    </message>
</context>
<context>
    <name>PricesForm</name>
    <message>
        <source>Price of a segment</source>
        <translation>Precio por segmento</translation>
    </message>
    <message>
        <source>For the estimate before sending. What Twilio really charged is in the history.</source>
        <translation>Para la estimación antes de enviar. Lo que Twilio cobró en realidad está en el historial.</translation>
    </message>
    <message>
        <source>Price of a &amp;minute</source>
        <translation>Precio por &amp;minuto</translation>
    </message>
    <message>
        <source>Price of a minute</source>
        <translation>Precio por minuto</translation>
    </message>
    <message>
        <source>&amp;Currency</source>
        <translation>M&amp;oneda</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Moneda</translation>
    </message>
    <message>
        <source>A currency has three letters, like USD.</source>
        <translation>Una moneda tiene tres letras, como USD.</translation>
    </message>
    <message>
        <source>A price is a number like 0.0083.</source>
        <translation>Un precio es un número como 0.0083.</translation>
    </message>
    <message>
        <source>&amp;Price of a segment</source>
        <translation>P&amp;recio por segmento</translation>
    </message>
</context>
<context>
    <name>PrivacyForm</name>
    <message>
        <source>Notifications show the &amp;text and who wrote</source>
        <translation>Las notificaciones muestran el te&amp;xto y quién escribió</translation>
    </message>
    <message>
        <source>Off: a notification only says that there is a new text. Others may see your screen.</source>
        <translation>Desactivado: la notificación solo avisa de un mensaje nuevo. Otras personas podrían ver su pantalla.</translation>
    </message>
</context>
<context>
    <name>ProgressDialog</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>C&amp;errar</translation>
    </message>
    <message>
        <source>Canceling …</source>
        <translation>Cancelando …</translation>
    </message>
</context>
<context>
    <name>PromptDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>Provision</name>
    <message>
        <source>%1 must be an object.</source>
        <translation>%1 debe ser un objeto.</translation>
    </message>
    <message>
        <source>%1.%2 must be text.</source>
        <translation>%1.%2 debe ser texto.</translation>
    </message>
    <message>
        <source>%1.%2 should look like %3.</source>
        <translation>%1.%2 debería tener la forma %3.</translation>
    </message>
    <message>
        <source>%1.%2 must be an object.</source>
        <translation>%1.%2 debe ser un objeto.</translation>
    </message>
    <message>
        <source>Unknown key: %1.%2</source>
        <translation>Clave desconocida: %1.%2</translation>
    </message>
    <message>
        <source>Give twilio.api_key_secret or twilio.auth_token, not both.</source>
        <translation>Indique twilio.api_key_secret o twilio.auth_token, no ambos.</translation>
    </message>
    <message>
        <source>twilio.api_key_sid and twilio.api_key_secret belong together.</source>
        <translation>twilio.api_key_sid y twilio.api_key_secret van juntos.</translation>
    </message>
    <message>
        <source>twilio.account_sid is missing.</source>
        <translation>Falta twilio.account_sid.</translation>
    </message>
    <message>
        <source>Unknown key: %1</source>
        <translation>Clave desconocida: %1</translation>
    </message>
    <message>
        <source>practice.hours should look like {&quot;from&quot;: &quot;08:00&quot;, &quot;to&quot;: &quot;20:00&quot;}, from before to.</source>
        <translation>practice.hours debería tener la forma {&quot;from&quot;: &quot;08:00&quot;, &quot;to&quot;: &quot;20:00&quot;}, con «from» antes de «to».</translation>
    </message>
    <message>
        <source>practice.persona must be advisor, attorney or accountant.</source>
        <translation>practice.persona debe ser advisor, attorney o accountant.</translation>
    </message>
    <message>
        <source>staff.phone is no telephone number.</source>
        <translation>staff.phone no es un número de teléfono.</translation>
    </message>
    <message>
        <source>The file must hold one JSON object.</source>
        <translation>El archivo debe contener un objeto JSON.</translation>
    </message>
    <message>
        <source>The file is not JSON: %1 at character %2.</source>
        <translation>El archivo no es JSON: %1 en el carácter %2.</translation>
    </message>
    <message>
        <source>Standard input can not be read.</source>
        <translation>No se puede leer la entrada estándar.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>No existe el archivo %1.</translation>
    </message>
    <message>
        <source>%1 holds a secret and other people can read it. Run: chmod 600 %1</source>
        <translation>%1 contiene un secreto y otras personas pueden leerlo. Ejecute: chmod 600 %1</translation>
    </message>
    <message>
        <source>%1 can not be read.</source>
        <translation>No se puede leer %1.</translation>
    </message>
    <message>
        <source>%1 is too large for a set-up file.</source>
        <translation>%1 es demasiado grande para un archivo de configuración.</translation>
    </message>
    <message>
        <source>twilio.caller_id is no telephone number.</source>
        <translation>twilio.caller_id no es un número de teléfono.</translation>
    </message>
    <message>
        <source>practice.region: there is no country %1.</source>
        <translation>practice.region: no existe el país %1.</translation>
    </message>
</context>
<context>
    <name>ProvisionRun</name>
    <message>
        <source>The set-up file was not used. %1</source>
        <translation>No se usó el archivo de configuración. %1</translation>
    </message>
    <message>
        <source>The set-up file was not used, because its settings could not be saved. %1</source>
        <translation>No se usó el archivo de configuración porque no se pudieron guardar sus ajustes. %1</translation>
    </message>
    <message>
        <source>The set-up file was used, but the Twilio secret could not be kept. Unlock the keychain and start again with the file, or type the secret in Settings under Twilio.</source>
        <translation>Se usó el archivo de configuración, pero no se pudo guardar el secreto de Twilio. Desbloquee el llavero e inicie de nuevo con el archivo, o escriba el secreto en Ajustes, en Twilio.</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Configuración</translation>
    </message>
    <message>
        <source>Practiceline is set up. The file still holds the Twilio secret. Delete it?</source>
        <translation>Practiceline está configurado. El archivo todavía contiene el secreto de Twilio. ¿Desea eliminarlo?</translation>
    </message>
    <message>
        <source>&amp;Delete the file</source>
        <translation>&amp;Eliminar el archivo</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Conservarlo</translation>
    </message>
    <message>
        <source>The set-up file could not be deleted: %1</source>
        <translation>No se pudo eliminar el archivo de configuración: %1</translation>
    </message>
</context>
<context>
    <name>RecordsWords</name>
    <message>
        <source>of this computer</source>
        <comment>an entry</comment>
        <translation>de este equipo</translation>
    </message>
    <message>
        <source>of the practice&apos;s list of people</source>
        <comment>an entry</comment>
        <translation>de la lista de personas del despacho</translation>
    </message>
    <message>
        <source>of computer …%1</source>
        <comment>an entry</comment>
        <translation>del equipo …%1</translation>
    </message>
    <message>
        <source>of %1&apos;s computer …%2</source>
        <comment>an entry</comment>
        <translation>del equipo …%2 de %1</translation>
    </message>
    <message>
        <source>time unknown</source>
        <translation>hora desconocida</translation>
    </message>
    <message>
        <source>Entry %1 %2 (%3) does not fit: it, or one before it, was changed or taken out.</source>
        <translation>La entrada %1 %2 (%3) no concuerda: ella, o una anterior, se cambió o se quitó.</translation>
    </message>
    <message>
        <source>From entry %1 on, entries %2 (%3) are missing here, which the practice has.</source>
        <translation>Desde la entrada %1 faltan aquí entradas %2 (%3) que el despacho tiene.</translation>
    </message>
    <message>
        <source>From entry %1 on, entries %2 (%3) are missing. If the server was restored, they come back when that computer has been on.</source>
        <translation>Desde la entrada %1 faltan entradas %2 (%3). Si se restauró el servidor, vuelven cuando ese equipo haya estado encendido.</translation>
    </message>
    <message>
        <source>Entry %1 %2 (%3) is another one than was seen there before.</source>
        <translation>La entrada %1 %2 (%3) no es la que se vio allí antes.</translation>
    </message>
    <message>
        <source>Keep this data folder and the practice&apos;s database as they are and ask for help.</source>
        <translation>Deje esta carpeta de datos y la base de datos del despacho como están y pida ayuda.</translation>
    </message>
    <message>
        <source>All %1 entries fit together.</source>
        <translation>Las %1 entradas concuerdan.</translation>
    </message>
    <message>
        <source>All %1 entries of this computer fit together, and what was seen of other computers&apos; records is still there. Their entries are read by administrators and supervisors.</source>
        <translation>Las %1 entradas de este equipo concuerdan, y lo que se vio de los registros de otros equipos sigue allí. Sus entradas las leen administradores y supervisores.</translation>
    </message>
    <message>
        <source>All %1 entries of this computer and all %2 of the practice fit together, and what was seen before is still there.</source>
        <translation>Las %1 entradas de este equipo y las %2 del despacho concuerdan, y lo que se vio antes sigue allí.</translation>
    </message>
    <message>
        <source>Of %1 entries only the order was checked: you have no key for them.</source>
        <translation>De %1 entradas solo se verificó el orden: no tiene la clave.</translation>
    </message>
</context>
<context>
    <name>RecoverPracticeDialog</name>
    <message>
        <source>Use the practice&apos;s recovery key</source>
        <translation>Usar la clave de recuperación del despacho</translation>
    </message>
    <message>
        <source>For when the computers of all administrators are lost: this one becomes the computer of the administrator who made the key, and everything that the practice shared comes back. Afterwards make a new recovery key.</source>
        <translation>Para cuando se han perdido los equipos de todos los administradores: este pasa a ser el de quien creó la clave, y vuelve todo lo que el despacho compartía. Después cree una clave de recuperación nueva.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Recover</source>
        <translation>&amp;Recuperar</translation>
    </message>
    <message>
        <source>Asking the practice&apos;s server …</source>
        <translation>Consultando al servidor del despacho …</translation>
    </message>
    <message>
        <source>The practice is back, but the keychain did not keep this computer&apos;s login. It works until Practiceline is closed: invite a second administrator now.</source>
        <translation>El despacho ha vuelto, pero el llavero no guardó el acceso de este equipo. Funciona hasta que se cierre Practiceline: invite ahora a otra persona a administrarlo.</translation>
    </message>
</context>
<context>
    <name>RecoveryForm</name>
    <message>
        <source>The practice&apos;s database</source>
        <translation>La base de datos del despacho</translation>
    </message>
    <message>
        <source>The one that set the practice up. Used once and not kept.</source>
        <translation>El que configuró el despacho. Se usa una vez y no se guarda.</translation>
    </message>
    <message>
        <source>What is on the paper</source>
        <translation>Lo que está en el papel</translation>
    </message>
    <message>
        <source>Recovery &amp;key</source>
        <translation>C&amp;lave de recuperación</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>Of the practice: 8 groups of 5 letters and digits.</source>
        <translation>La del despacho: 8 grupos de 5 letras y cifras.</translation>
    </message>
    <message>
        <source>Type the practice&apos;s recovery key.</source>
        <translation>Escriba la clave de recuperación del despacho.</translation>
    </message>
</context>
<context>
    <name>RecoveryKeyPanel</name>
    <message>
        <source>The store is locked. Unlock it first.</source>
        <translation>El almacén está bloqueado. Desbloquéelo primero.</translation>
    </message>
    <message>
        <source>The recovery key opens your texts when the keychain is lost, and opens back-ups. There is no confirmed one yet.</source>
        <translation>La clave de recuperación abre sus mensajes si se pierde el llavero, y abre las copias de seguridad. Todavía no hay ninguna confirmada.</translation>
    </message>
    <message>
        <source>Make a new &amp;recovery key …</source>
        <translation>Crear una &amp;nueva clave de recuperación …</translation>
    </message>
    <message>
        <source>Show my &amp;recovery key</source>
        <translation>Mostra&amp;r mi clave de recuperación</translation>
    </message>
    <message>
        <source>Confirmed. Keep the paper safe.</source>
        <translation>Confirmada. Guarde bien el papel.</translation>
    </message>
    <message>
        <source>Write it down on paper and keep it away from this computer. It is shown only now, and counts once you have confirmed it. Without it, nobody can open your texts again when the keychain is lost, and no back-up can be restored.</source>
        <translation>Escríbala en papel y guárdela lejos de este equipo. Solo se muestra ahora, y vale cuando usted la haya confirmado. Sin ella, nadie podrá volver a abrir sus mensajes si se pierde el llavero, ni se podrá restaurar ninguna copia.</translation>
    </message>
    <message>
        <source>You have a recovery key and have confirmed it. A new one counts from its confirmation on and makes the old one useless for this store; back-ups written before still need the old one.</source>
        <translation>Usted tiene una clave de recuperación y la ha confirmado. Una nueva vale desde que se confirma y deja sin efecto la anterior en este almacén; las copias hechas antes siguen necesitando la anterior.</translation>
    </message>
</context>
<context>
    <name>RecoveryKeySheet</name>
    <message>
        <source>C&amp;onfirm</source>
        <translation>C&amp;onfirmar</translation>
    </message>
    <message>
        <source>Recovery key: %1</source>
        <translation>Clave de recuperación: %1</translation>
    </message>
    <message>
        <source>Now type &amp;group %1 of %2 from your paper:</source>
        <translation>Escriba ahora el &amp;grupo %1 de %2 de su papel:</translation>
    </message>
    <message>
        <source>That is not group %1. Look at your paper again.</source>
        <translation>Ese no es el grupo %1. Mire su papel otra vez.</translation>
    </message>
</context>
<context>
    <name>RecoveryStep</name>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>What clients write is stored encrypted. This key is the way back in when the keychain is lost.</source>
        <translation>Lo que escriben los clientes se guarda cifrado. Esta clave permite recuperarlo si se pierde el llavero.</translation>
    </message>
    <message>
        <source>The recovery key is not confirmed yet. Press Finish again to do it later, in Settings under Data.</source>
        <translation>La clave de recuperación aún no está confirmada. Pulse Finalizar otra vez para hacerlo después, en Ajustes, en Datos.</translation>
    </message>
</context>
<context>
    <name>ReencryptPanel</name>
    <message>
        <source>&amp;Encrypt old texts with the new key …</source>
        <translation>Cifrar los mensajes antiguos con la clave &amp;nueva …</translation>
    </message>
    <message>
        <source>Since somebody left, the practice has a new key. What was written before is still under the old one.</source>
        <translation>Desde que alguien se fue, el despacho tiene una clave nueva. Lo que se escribió antes sigue bajo la antigua.</translation>
    </message>
    <message>
        <source>Encrypt old texts</source>
        <translation>Cifrar los mensajes antiguos</translation>
    </message>
    <message>
        <source>Encrypt old texts with the practice&apos;s newest key?</source>
        <translation>¿Cifrar los mensajes antiguos con la clave más reciente del despacho?</translation>
    </message>
    <message>
        <source>It may take long, and you may stop it at any time: what is done stays done, and the next run goes on. Colleagues go on working meanwhile. What somebody who left has copied before is not taken back by it.</source>
        <translation>Puede tardar mucho, y se puede detener en cualquier momento: lo hecho queda hecho, y la próxima vez sigue desde ahí. Los colegas siguen trabajando mientras tanto. Lo que haya copiado antes alguien que se fue no se recupera con esto.</translation>
    </message>
    <message>
        <source>&amp;Also texts that other programs wrote in clear: those programs can not
read them any more, and there is no way back</source>
        <translation>&amp;También los mensajes que otros programas escribieron sin cifrar: esos
programas ya no podrán leerlos, y no hay vuelta atrás</translation>
    </message>
    <message>
        <source>&amp;Encrypt</source>
        <translation>&amp;Cifrar</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Contando …</translation>
    </message>
    <message>
        <source>Only an administrator of the practice can do this.</source>
        <translation>Solo un administrador del despacho puede hacer esto.</translation>
    </message>
    <message>
        <source>%1 of %2 are under the newest key</source>
        <translation>%1 de %2 están bajo la clave más reciente</translation>
    </message>
    <message>
        <source>Stopped. What is done stays done; the next run goes on from there.</source>
        <translation>Detenido. Lo hecho queda hecho; la próxima vez sigue desde ahí.</translation>
    </message>
    <message>
        <source>The practice has just got a newer key. Run it again after the next exchange.</source>
        <translation>El despacho acaba de recibir una clave más reciente. Hágalo otra vez después del próximo intercambio.</translation>
    </message>
    <message>
        <source>%1 What is done stays done; run it again later, and it goes on from there.</source>
        <translation>%1 Lo hecho queda hecho; hágalo otra vez más tarde, y seguirá desde ahí.</translation>
    </message>
    <message numerus="yes">
        <source>%n texts and other entries were put under the newest key.</source>
        <translation>
            <numerusform>%n mensaje u otra entrada se puso bajo la clave más reciente.</numerusform>
            <numerusform>%n mensajes y otras entradas se pusieron bajo la clave más reciente.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was left to do.</source>
        <translation>No quedaba nada por hacer.</translation>
    </message>
    <message>
        <source>Nothing could be put under the newest key.</source>
        <translation>No se pudo poner nada bajo la clave más reciente.</translation>
    </message>
    <message numerus="yes">
        <source>%n were just being changed by others: run it again later.</source>
        <translation>
            <numerusform>Otros estaban cambiando %n en ese momento: hágalo otra vez más tarde.</numerusform>
            <numerusform>Otros estaban cambiando %n en ese momento: hágalo otra vez más tarde.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can not be read with any key that is here, and stay as they are.</source>
        <translation>
            <numerusform>%n no se puede leer con ninguna de las claves que hay aquí, y queda como está.</numerusform>
            <numerusform>%n no se pueden leer con ninguna de las claves que hay aquí, y quedan como están.</numerusform>
        </translation>
    </message>
    <message>
        <source>Other programs write texts into the practice&apos;s database in clear. They can be encrypted with the practice&apos;s key, so that only its people can read them.</source>
        <translation>Otros programas escriben mensajes sin cifrar en la base de datos del despacho. Se pueden cifrar con la clave del despacho, para que solo su gente los lea.</translation>
    </message>
    <message>
        <source>&amp;Encrypt texts of other programs …</source>
        <translation>Cifrar los mensa&amp;jes de otros programas …</translation>
    </message>
    <message>
        <source>Encrypt texts of other programs</source>
        <translation>Cifrar los mensajes de otros programas</translation>
    </message>
    <message>
        <source>Encrypt the texts that other programs wrote in clear?</source>
        <translation>¿Cifrar los mensajes que otros programas escribieron sin cifrar?</translation>
    </message>
    <message>
        <source>Those programs can not read them any more, and there is no way back. What they write later is in clear again. It may take long, and you may stop it at any time: what is done stays done, and the next run goes on.</source>
        <translation>Esos programas ya no podrán leerlos, y no hay vuelta atrás. Lo que escriban después estará otra vez sin cifrar. Puede tardar, y se puede detener en cualquier momento: lo hecho queda hecho, y la próxima vez sigue desde ahí.</translation>
    </message>
</context>
<context>
    <name>RestorePanel</name>
    <message>
        <source>This file is not a back-up of Practiceline.</source>
        <translation>Este archivo no es una copia de seguridad de Practiceline.</translation>
    </message>
    <message>
        <source>A newer version wrote this back-up. Update Practiceline first.</source>
        <translation>Una versión más nueva escribió esta copia. Actualice Practiceline primero.</translation>
    </message>
    <message>
        <source>This recovery key does not open this back-up. A back-up needs the key that was valid when it was written.</source>
        <translation>Esta clave de recuperación no abre esta copia. Una copia necesita la clave que era válida cuando se escribió.</translation>
    </message>
    <message>
        <source>The file is cut off: its end is missing. Copy it again from where it was kept.</source>
        <translation>El archivo está cortado: falta el final. Cópielo otra vez desde donde estaba guardado.</translation>
    </message>
    <message>
        <source>The file is damaged and can not be restored. Try another copy of it.</source>
        <translation>El archivo está dañado y no se puede restaurar. Pruebe con otro ejemplar.</translation>
    </message>
    <message>
        <source>A restored back-up waits here already. Start Practiceline again to use it.</source>
        <translation>Una copia restaurada ya espera aquí. Inicie Practiceline de nuevo para usarla.</translation>
    </message>
    <message>
        <source>No file chosen</source>
        <translation>Ningún archivo elegido</translation>
    </message>
    <message>
        <source>C&amp;hoose file …</source>
        <translation>&amp;Elegir archivo …</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Restaurar</translation>
    </message>
    <message>
        <source>Everything from the back-up comes back: clients, texts, templates, settings. Twilio&apos;s secret is not in it; you type that again afterwards.</source>
        <translation>Todo lo que contiene la copia vuelve: clientes, mensajes, plantillas, ajustes. El secreto de Twilio no está incluido; escríbalo de nuevo después.</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>8 groups of 5 letters and digits</source>
        <translation>8 grupos de 5 letras y dígitos</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurar</translation>
    </message>
    <message>
        <source>Back-up file</source>
        <translation>Archivo de la copia</translation>
    </message>
    <message>
        <source>Recovery &amp;key</source>
        <translation>C&amp;lave de recuperación</translation>
    </message>
    <message>
        <source>Choose a back-up</source>
        <translation>Elegir una copia de seguridad</translation>
    </message>
    <message>
        <source>Practiceline back-ups (*.plbackup);;All files (*)</source>
        <translation>Copias de seguridad de Practiceline (*.plbackup);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Choose the back-up file first.</source>
        <translation>Elija primero el archivo de la copia.</translation>
    </message>
    <message>
        <source>There is a typing mistake in the recovery key. Compare each group with your paper.</source>
        <translation>Hay un error al escribir la clave de recuperación. Compare cada grupo con su papel.</translation>
    </message>
    <message>
        <source>Restoring …</source>
        <translation>Restaurando …</translation>
    </message>
    <message>
        <source>The back-up is whole and restored. Start Practiceline again to use it; it will ask for the recovery key once.</source>
        <translation>La copia está íntegra y restaurada. Inicie Practiceline de nuevo para usarla; pedirá una vez la clave de recuperación.</translation>
    </message>
</context>
<context>
    <name>RoleDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>C&amp;hange role</source>
        <translation>Ca&amp;mbiar rol</translation>
    </message>
    <message>
        <source>Change a role</source>
        <translation>Cambiar un rol</translation>
    </message>
    <message>
        <source>&amp;Role of %1</source>
        <translation>&amp;Rol de %1</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rol</translation>
    </message>
    <message>
        <source>This is your own role: only another administrator can give it back.</source>
        <translation>Es su propio rol: solo otro administrador puede devolvérselo.</translation>
    </message>
    <message>
        <source>Asking the practice&apos;s server …</source>
        <translation>Consultando al servidor del despacho …</translation>
    </message>
</context>
<context>
    <name>RowActions</name>
    <message>
        <source>&amp;Copy text</source>
        <translation>&amp;Copiar texto</translation>
    </message>
    <message>
        <source>Send &amp;now …</source>
        <translation>Enviar &amp;ahora …</translation>
    </message>
    <message>
        <source>Send &amp;now</source>
        <translation>Enviar &amp;ahora</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Editar</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>Ca&amp;ncelar</translation>
    </message>
    <message>
        <source>Chec&amp;k now</source>
        <translation>Consultar a&amp;hora</translation>
    </message>
    <message>
        <source>Send a&amp;gain (may be a duplicate) …</source>
        <translation>En&amp;viar otra vez (puede duplicarse) …</translation>
    </message>
    <message>
        <source>&amp;Write again</source>
        <translation>Escribir &amp;de nuevo</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Llamar</translation>
    </message>
    <message>
        <source>Add a &amp;note …</source>
        <translation>Agregar una no&amp;ta …</translation>
    </message>
    <message>
        <source>Change the &amp;note …</source>
        <translation>Cambiar la no&amp;ta …</translation>
    </message>
    <message>
        <source>Call again</source>
        <translation>Llamar otra vez</translation>
    </message>
    <message>
        <source>Text t&amp;imes</source>
        <translation>Enviar h&amp;orarios</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>Abrir %1</translation>
    </message>
    <message>
        <source>Call, %1</source>
        <translation>Llamada, %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The line broke after the text was handed over. It may have arrived.</source>
        <translation>La conexión se cortó después de entregar el mensaje a Twilio. Quizá llegó.</translation>
    </message>
    <message>
        <source>The line broke after the text was handed over. Twilio does not list it yet; checked %1 times. It may have arrived.</source>
        <translation>La conexión se cortó después de entregar el mensaje a Twilio. Twilio aún no lo registra; comprobaciones: %1. Quizá llegó.</translation>
    </message>
    <message>
        <source>Twilio does not list it yet. It may still have arrived.</source>
        <translation>Twilio aún no lo registra. Todavía puede haber llegado.</translation>
    </message>
    <message>
        <source>Note on the call</source>
        <translation>Nota de la llamada</translation>
    </message>
    <message>
        <source>Call with %1, %2</source>
        <translation>Llamada con %1, %2</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Save note</source>
        <translation>Guardar nota</translation>
    </message>
    <message>
        <source>Than&amp;k</source>
        <translation>Agra&amp;decer</translation>
    </message>
    <message>
        <source>Ans&amp;wer</source>
        <translation>Re&amp;sponder</translation>
    </message>
    <message>
        <source>Op&amp;en %1 …</source>
        <translation>A&amp;brir %1 …</translation>
    </message>
    <message>
        <source>Open a link</source>
        <translation>Abrir un enlace</translation>
    </message>
    <message>
        <source>%1 sent this link. It leads to %2.</source>
        <translation>%1 envió este enlace. Lleva a %2.</translation>
    </message>
    <message>
        <source>This link leads to %1.</source>
        <translation>Este enlace lleva a %1.</translation>
    </message>
    <message>
        <source>A link from %1</source>
        <translation>Un enlace de %1</translation>
    </message>
    <message>
        <source>%1: %2, in answer to “%3”</source>
        <translation>%1: %2, en respuesta a «%3»</translation>
    </message>
</context>
<context>
    <name>ScheduleDialog</name>
    <message>
        <source>Send later</source>
        <translation>Enviar más tarde</translation>
    </message>
    <message>
        <source>On the clock of %1, where it is %2 now.</source>
        <translation>En la hora local de %1, que ahora es: %2.</translation>
    </message>
    <message>
        <source>Date and &amp;time</source>
        <translation>Fecha y &amp;hora</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Fecha y hora</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Programar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Choose a time that is still to come.</source>
        <translation>Elija una hora futura.</translation>
    </message>
</context>
<context>
    <name>SegmentCounter</name>
    <message>
        <source>Use &amp;plain characters</source>
        <translation>Usar cara&amp;cteres simples</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 segmento</translation>
    </message>
    <message>
        <source>%1 segments</source>
        <translation>%1 segmentos</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>aprox. %1</translation>
    </message>
    <message>
        <source>Segments: %1, %2 of %3</source>
        <translation>Segmentos: %1, %2 de %3</translation>
    </message>
    <message>
        <source>“%1” makes texts hold 70 characters</source>
        <translation>«%1» limita el segmento a 70 caracteres</translation>
    </message>
    <message>
        <source>“%1” and %2 more make texts hold 70 characters</source>
        <translation>«%1» y %2 más limitan el segmento a 70 caracteres</translation>
    </message>
    <message>
        <source>Too long: at most %1 characters</source>
        <translation>Demasiado largo: máximo %1 caracteres</translation>
    </message>
</context>
<context>
    <name>SegmentLine</name>
    <message>
        <source>Use plain c&amp;haracters</source>
        <translation>Usar &amp;caracteres simples</translation>
    </message>
    <message>
        <source>about %1 of %2</source>
        <translation>aprox. %1 de %2</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 segmento</translation>
    </message>
    <message numerus="yes">
        <source>%n segments</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message>
        <source>a hidden character</source>
        <translation>un carácter oculto</translation>
    </message>
    <message>
        <source>%1 makes the segments short: 70 characters instead of 160.</source>
        <translation>%1 acorta los segmentos: 70 caracteres en lugar de 160.</translation>
    </message>
    <message>
        <source>%1 make the segments short: 70 characters instead of 160.</source>
        <translation>%1 acortan los segmentos: 70 caracteres en lugar de 160.</translation>
    </message>
</context>
<context>
    <name>SendBanner</name>
    <message>
        <source>%1 wrote: “%2” Stop texting?</source>
        <translation>%1 escribió: «%2» ¿Dejar de enviar mensajes?</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>Abrir Ajustes</translation>
    </message>
    <message>
        <source>Call instead</source>
        <translation>Llamar</translation>
    </message>
    <message>
        <source>Schedule for %1</source>
        <translation>Programar para %1</translation>
    </message>
    <message>
        <source>Send anyway, with a reason …</source>
        <translation>Enviar igual, con motivo …</translation>
    </message>
    <message>
        <source>Judged from the reply: %1</source>
        <translation>Decidido según la respuesta: %1</translation>
    </message>
    <message>
        <source>Opted out</source>
        <translation>Se dio de baja</translation>
    </message>
    <message>
        <source>May be texted</source>
        <translation>Puede recibir mensajes</translation>
    </message>
    <message>
        <source>This computer has no Twilio key that works. An administrator has to add one that only sends.</source>
        <translation>Este equipo no tiene ninguna clave de Twilio que funcione. Un administrador tiene que añadir una que solo envíe.</translation>
    </message>
</context>
<context>
    <name>SendQuestions</name>
    <message>
        <source>Send now</source>
        <translation>Enviar ahora</translation>
    </message>
    <message>
        <source>It is outside the hours for texts. Why does it leave now? The reason is kept in the records.</source>
        <translation>Está fuera del horario de mensajes. ¿Por qué sale ahora? El motivo se conserva en los registros.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>&amp;Send now</source>
        <translation>&amp;Enviar ahora</translation>
    </message>
    <message>
        <source>The same text to %1 is still unconfirmed. Send this one too?</source>
        <translation>El mismo mensaje a %1 sigue sin confirmar. ¿Enviar también este?</translation>
    </message>
    <message>
        <source>The client may get it twice.</source>
        <translation>El cliente podría recibirlo dos veces.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Enviar otra vez</translation>
    </message>
    <message>
        <source>Send this text again to %1?</source>
        <translation>¿Enviar este mensaje otra vez a %1?</translation>
    </message>
    <message>
        <source>The first one may have arrived; then the client gets the same text twice. Both stay in the history.</source>
        <translation>El primero quizá llegó; entonces el cliente recibirá el mismo mensaje dos veces. Ambos quedan en el historial.</translation>
    </message>
    <message>
        <source>&amp;Send again</source>
        <translation>&amp;Enviar otra vez</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>%1

Send all the same?</source>
        <translation>%1

¿Enviar de todos modos?</translation>
    </message>
    <message>
        <source>Otherwise %1 may get two answers.</source>
        <translation>%1 podría recibir dos respuestas.</translation>
    </message>
    <message>
        <source>&amp;Send all the same</source>
        <translation>&amp;Enviar de todos modos</translation>
    </message>
</context>
<context>
    <name>SendingKeyForm</name>
    <message>
        <source>&amp;Give colleagues a key that only sends</source>
        <translation>&amp;Dar a los colegas una clave que solo envía</translation>
    </message>
    <message>
        <source>Who has the key above can read every text at Twilio, also of clients that are hidden from them here. In Twilio&apos;s console make a restricted API key that may only create messages, and create, read and update calls. Staff&apos;s computers take it at their next contact; from then on only administrators&apos; computers and the office program check Twilio for replies, and one of them has to be on. If colleagues had the key above, make a new one and delete the old one at Twilio.</source>
        <translation>Quien tiene la clave de arriba puede leer todos los mensajes en Twilio, también los de clientes que aquí no ve. En la consola de Twilio cree una clave de API restringida que solo pueda crear mensajes, y crear, leer y actualizar llamadas. Los equipos del personal la toman en su próximo contacto; desde entonces solo los equipos de administradores y el programa de oficina consultan Twilio, y uno de ellos debe estar encendido. Si los colegas tenían la clave de arriba, cree una nueva y borre la antigua en Twilio.</translation>
    </message>
    <message>
        <source>Colleagues&apos; key SI&amp;D</source>
        <translation>SI&amp;D de la clave de los colegas</translation>
    </message>
    <message>
        <source>Colleagues&apos; key SID</source>
        <translation>SID de la clave de los colegas</translation>
    </message>
    <message>
        <source>Colleagues&apos; key s&amp;ecret</source>
        <translation>S&amp;ecreto de la clave de los colegas</translation>
    </message>
    <message>
        <source>Colleagues&apos; key secret</source>
        <translation>Secreto de la clave de los colegas</translation>
    </message>
    <message>
        <source>The API key SID is SK and 32 letters and digits.</source>
        <translation>El SID de la clave API es SK y 32 letras y dígitos.</translation>
    </message>
    <message>
        <source>Type the secret that belongs to this key.</source>
        <translation>Escriba el secreto que corresponde a esta clave.</translation>
    </message>
    <message>
        <source>Kept by the practice</source>
        <translation>Guardada por el despacho</translation>
    </message>
    <message>
        <source>The key that colleagues have is the former account&apos;s. Type one of this account.</source>
        <translation>La clave que tienen los colegas es de la cuenta anterior. Escriba una de esta cuenta.</translation>
    </message>
    <message>
        <source>This is the key that reads. Colleagues need another one.</source>
        <translation>Esta es la clave que lee. Los colegas necesitan otra.</translation>
    </message>
    <message>
        <source>Colleagues did not get the key: it can read the texts at Twilio. Take that right from it, or make another one.</source>
        <translation>Los colegas no recibieron la clave: puede leer los mensajes en Twilio. Quítele ese permiso o cree otra.</translation>
    </message>
    <message>
        <source>Colleagues did not get the key: Twilio could not be asked what it may do. Try again.</source>
        <translation>Los colegas no recibieron la clave: no se pudo preguntar a Twilio qué permite. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Colleagues did not get the key: Twilio does not know it, or it may not read calls. Check the SID, the secret, and what it may do.</source>
        <translation>Los colegas no recibieron la clave: Twilio no la conoce o no puede leer llamadas. Revise el SID, el secreto y sus permisos.</translation>
    </message>
    <message>
        <source>Some clients are not for everybody, and the practice has no key that only sends. So no colleague gets a new or exchanged Twilio key: their computers may be unable to send.</source>
        <translation>Algunos clientes no son para todos, y el despacho no tiene ninguna clave que solo envíe. Por eso ningún colega recibe una clave de Twilio nueva o cambiada: puede que sus equipos no puedan enviar.</translation>
    </message>
    <message>
        <source>Make one at Twilio and give it here.</source>
        <translation>Cree una en Twilio e indíquela aquí.</translation>
    </message>
    <message>
        <source>First keep the key above for the practice; then one can be given here.</source>
        <translation>Guarde primero la clave de arriba para el despacho; después podrá indicar una aquí.</translation>
    </message>
</context>
<context>
    <name>ServerForm</name>
    <message>
        <source>Ser&amp;ver</source>
        <translation>Ser&amp;vidor</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>Base de &amp;datos</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de datos</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>U&amp;suario</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>Con&amp;traseña</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Certi&amp;ficate</source>
        <translation>Certi&amp;ficado</translation>
    </message>
    <message>
        <source>The file (PEM) of the authority that vouches for the server. Not needed for this computer&apos;s own.</source>
        <translation>El archivo (PEM) de la autoridad que responde por el servidor. No hace falta si está en este equipo.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Puerto</translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation>P&amp;uerto</translation>
    </message>
    <message>
        <source>Certificate file</source>
        <translation>Archivo del certificado</translation>
    </message>
    <message>
        <source>&amp;Browse …</source>
        <translation>E&amp;xaminar …</translation>
    </message>
    <message>
        <source>Choose the certificate</source>
        <translation>Elegir el certificado</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer);;All files (*)</source>
        <translation>Certificados (*.pem *.crt *.cer);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Type the server&apos;s name.</source>
        <translation>Escriba el nombre del servidor.</translation>
    </message>
    <message>
        <source>The port is a number up to 65535, usually 5432.</source>
        <translation>El puerto es un número hasta 65535; suele ser 5432.</translation>
    </message>
    <message>
        <source>Type the database&apos;s name.</source>
        <translation>Escriba el nombre de la base de datos.</translation>
    </message>
    <message>
        <source>Type the user&apos;s name.</source>
        <translation>Escriba el nombre del usuario.</translation>
    </message>
    <message>
        <source>Choose the certificate file: without it nobody knows whose server answers.</source>
        <translation>Elija el archivo del certificado: sin él no se sabe de quién es el servidor que responde.</translation>
    </message>
    <message>
        <source>This is no server&apos;s name. It looks like db.example.com or 192.0.2.7.</source>
        <translation>Esto no es el nombre de un servidor. Es como db.example.com o 192.0.2.7.</translation>
    </message>
</context>
<context>
    <name>SetUpPracticeDialog</name>
    <message>
        <source>Set up a practice</source>
        <translation>Configurar un despacho</translation>
    </message>
    <message>
        <source>Setting the database up: step %1 of %2 …</source>
        <translation>Configurando la base de datos: paso %1 de %2 …</translation>
    </message>
    <message>
        <source>The practice shares by a Postgres database of its own, version 13 or later; each computer keeps a copy. What is on this computer already becomes the practice&apos;s. Let every computer and the server encrypt their disks.</source>
        <translation>El despacho comparte por una base de datos Postgres propia, versión 13 o posterior; cada equipo guarda una copia. Lo que ya hay en este equipo pasa a ser del despacho. Cifre los discos de todos los equipos y del servidor.</translation>
    </message>
    <message>
        <source>&amp;Check connection</source>
        <translation>&amp;Comprobar la conexión</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Set up</source>
        <translation>Confi&amp;gurar</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Consultando al servidor …</translation>
    </message>
    <message>
        <source>The practice is set up, but the keychain did not keep this computer&apos;s login. It works until Practiceline is closed: invite a second administrator now.</source>
        <translation>El despacho está configurado, pero el llavero no guardó el acceso de este equipo. Funciona hasta que se cierre Practiceline: invite ahora a otra persona que administre.</translation>
    </message>
    <message>
        <source>Beginning the practice …</source>
        <translation>Comenzando el despacho …</translation>
    </message>
    <message>
        <source>Stopping after this step …</source>
        <translation>Se detiene tras este paso …</translation>
    </message>
    <message>
        <source>Stopped. The database is set up in part and nothing is shared. “Set up” goes on from there.</source>
        <translation>Detenido. La base de datos está preparada en parte y no se comparte nada. «Configurar» continúa desde ahí.</translation>
    </message>
    <message>
        <source>This user may set the practice up.</source>
        <translation>Este usuario puede configurar el despacho.</translation>
    </message>
    <message>
        <source>But the server writes clients&apos; names and numbers into its log. Ask whoever runs it to set log_parameter_max_length and log_parameter_max_length_on_error to 0.</source>
        <translation>Pero el servidor escribe nombres y números de clientes en su registro. Pida a quien lo administra que ponga log_parameter_max_length y log_parameter_max_length_on_error en 0.</translation>
    </message>
    <message>
        <source>The practice is set up. Keeping Twilio&apos;s key for it …</source>
        <translation>El despacho está configurado. Guardando la clave de Twilio para él …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The practice is set up, but it did not take Twilio&apos;s key, so colleagues can not text yet. Tick “Keep this key for the practice” in Settings, Twilio, and save.</source>
        <translation>El despacho está configurado, pero no aceptó la clave de Twilio, así que los compañeros aún no pueden escribir. Marque «Guardar esta clave para el despacho» en Ajustes, Twilio, y guarde.</translation>
    </message>
    <message>
        <source>&amp;Give colleagues this computer&apos;s Twilio key</source>
        <translation>&amp;Dar a los compañeros la clave de Twilio de este equipo</translation>
    </message>
    <message>
        <source>Without one they can not text or call. It is sealed with the practice&apos;s key. Who has it can read every text at Twilio; Settings, Twilio has a key that only sends.</source>
        <translation>Sin una no pueden escribir ni llamar. Va sellada con la clave del despacho. Quien la tiene puede leer todos los mensajes en Twilio; en Ajustes, Twilio, hay una clave que solo envía.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Secciones</translation>
    </message>
    <message>
        <source>Twilio</source>
        <translation>Twilio</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Despacho</translation>
    </message>
    <message>
        <source>What clients and templates see, and when texts may leave.</source>
        <translation>Lo que ven los clientes y las plantillas, y cuándo pueden salir los mensajes.</translation>
    </message>
    <message>
        <source>Hours for texts</source>
        <translation>Horario de mensajes</translation>
    </message>
    <message>
        <source>Prices for the estimate</source>
        <translation>Precios para la estimación</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privacidad</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Acerca de</translation>
    </message>
    <message>
        <source>Practiceline %1</source>
        <translation>Practiceline %1</translation>
    </message>
    <message>
        <source>Texts and calls of a practice by its own Twilio account. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Mensajes y llamadas de un despacho con su propia cuenta de Twilio. Software libre bajo la Licencia Pública General de GNU, versión 3 o posterior.</translation>
    </message>
    <message>
        <source>Built with Qt, QtKeychain, libsodium, libphonenumber, SQLite and libcsv.</source>
        <translation>Hecho con Qt, QtKeychain, libsodium, libphonenumber, SQLite y libcsv.</translation>
    </message>
    <message>
        <source>Set &amp;up again …</source>
        <translation>Volver a config&amp;urar …</translation>
    </message>
    <message>
        <source>Some settings are not saved yet.</source>
        <translation>Algunos ajustes aún no se han guardado.</translation>
    </message>
    <message>
        <source>Sharing</source>
        <translation>Compartir</translation>
    </message>
</context>
<context>
    <name>SettingsSection</name>
    <message>
        <source>&amp;Revert</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Guardar</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Guardado</translation>
    </message>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Cambios sin guardar</translation>
    </message>
    <message>
        <source>What the practice shares is grey here. %1</source>
        <translation>Lo que comparte el despacho está en gris. %1</translation>
    </message>
    <message>
        <source>A colleague changed settings meanwhile. Saving writes only what you changed.</source>
        <translation>Un colega cambió ajustes mientras tanto. Al guardar se escribe solo lo que usted cambió.</translation>
    </message>
</context>
<context>
    <name>SetupDialog</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Atrás</translation>
    </message>
    <message>
        <source>Set up Practiceline</source>
        <translation>Configurar Practiceline</translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation>Primero, mirar</translation>
    </message>
    <message>
        <source>Made-up clients and a Twilio inside this computer. Nothing leaves it, and nothing costs.</source>
        <translation>Clientes ficticios y un Twilio dentro de este equipo. Nada sale de él y nada cuesta.</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>Probar la &amp;demo</translation>
    </message>
    <message>
        <source>Use it with your practice</source>
        <translation>Usarlo con su despacho</translation>
    </message>
    <message>
        <source>You need a Twilio account with a number. It takes about five minutes; each step is tested.</source>
        <translation>Necesita una cuenta de Twilio con un número. Toma unos cinco minutos; cada paso se comprueba.</translation>
    </message>
    <message>
        <source>&amp;Connect Twilio</source>
        <translation>Conectar &amp;Twilio</translation>
    </message>
    <message>
        <source>Move from another computer</source>
        <translation>Trasladarse desde otro equipo</translation>
    </message>
    <message>
        <source>You need a back-up file and your recovery key.</source>
        <translation>Necesita un archivo de copia de seguridad y su clave de recuperación.</translation>
    </message>
    <message>
        <source>&amp;Restore a back-up</source>
        <translation>&amp;Restaurar una copia</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Paso %1 de %2</translation>
    </message>
    <message>
        <source>Welcome to Practiceline</source>
        <translation>Le damos la bienvenida a Practiceline</translation>
    </message>
    <message>
        <source>Restore a back-up</source>
        <translation>Restaurar una copia de seguridad</translation>
    </message>
    <message>
        <source>&amp;Start again</source>
        <translation>Re&amp;iniciar</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>Finali&amp;zar</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>Sig&amp;uiente</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>Set up &amp;later</source>
        <translation>Configurar &amp;más tarde</translation>
    </message>
    <message>
        <source>The demo could not be started. Start Practiceline with --demo by hand.</source>
        <translation>No se pudo iniciar la demo. Inicie Practiceline a mano con --demo.</translation>
    </message>
    <message>
        <source>The demo opens in a window of its own.</source>
        <translation>La demo se abre en su propia ventana.</translation>
    </message>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
    <message>
        <source>Work with colleagues who use it</source>
        <translation>Trabajar con colegas que ya lo usan</translation>
    </message>
    <message>
        <source>Your practice shares already, and its administrator has sent you an invitation.</source>
        <translation>Su despacho ya comparte, y quien lo administra le envió una invitación.</translation>
    </message>
    <message>
        <source>&amp;Join a practice</source>
        <translation>&amp;Unirse a un despacho</translation>
    </message>
    <message>
        <source>This computer belongs to a practice already: see Settings under Sharing.</source>
        <translation>Este equipo ya es de un despacho: vea Ajustes, en Compartir.</translation>
    </message>
    <message>
        <source>Set up later</source>
        <translation>Configurar más tarde</translation>
    </message>
    <message>
        <source>Close without keeping what you typed?</source>
        <translation>¿Cerrar sin conservar lo que escribió?</translation>
    </message>
    <message>
        <source>Steps that you finished are kept. What stands in this one is not saved yet.</source>
        <translation>Los pasos que terminó se conservan. Lo que está en este todavía no se ha guardado.</translation>
    </message>
    <message>
        <source>Close &amp;without it</source>
        <translation>Cerrar &amp;sin guardarlo</translation>
    </message>
</context>
<context>
    <name>SetupStep</name>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
</context>
<context>
    <name>SharingQuestions</name>
    <message>
        <source>Stop sharing</source>
        <translation>Dejar de compartir</translation>
    </message>
    <message>
        <source>Stop sharing on this computer?</source>
        <translation>¿Dejar de compartir en este equipo?</translation>
    </message>
    <message>
        <source>Clients and texts that are here stay here. The practice is not told: ask an administrator to remove this computer&apos;s login. To share again you need a new invitation.</source>
        <translation>Los clientes y mensajes que están aquí se quedan aquí. Al despacho no se le avisa: pida a quien lo administra que quite el acceso de este equipo. Para volver a compartir necesita una invitación nueva.</translation>
    </message>
    <message>
        <source>&amp;Stop sharing</source>
        <translation>&amp;Dejar de compartir</translation>
    </message>
    <message>
        <source>Cancel joining</source>
        <translation>Cancelar la solicitud</translation>
    </message>
    <message>
        <source>Do not join %1?</source>
        <translation>¿No unirse a %1?</translation>
    </message>
    <message>
        <source>The invitation is used up. To join later you need a new one.</source>
        <translation>La invitación ya está usada. Para unirse más tarde necesita una nueva.</translation>
    </message>
    <message>
        <source>&amp;Do not join</source>
        <translation>&amp;No unirse</translation>
    </message>
    <message>
        <source>Leave the practice</source>
        <translation>Salir del despacho</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>¿Salir de %1?</translation>
    </message>
    <message>
        <source>&amp;Leave the practice</source>
        <translation>&amp;Salir del despacho</translation>
    </message>
    <message>
        <source>You are the practice&apos;s last administrator.</source>
        <translation>Nadie más administra el despacho.</translation>
    </message>
    <message>
        <source>&amp;Leave all the same</source>
        <translation>&amp;Salir de todos modos</translation>
    </message>
    <message>
        <source>Take the invitation back</source>
        <translation>Retirar la invitación</translation>
    </message>
    <message>
        <source>Remove a person</source>
        <translation>Quitar a una persona</translation>
    </message>
    <message>
        <source>Take the invitation of %1 back?</source>
        <translation>¿Retirar la invitación de %1?</translation>
    </message>
    <message>
        <source>Remove %1 from the practice?</source>
        <translation>¿Quitar a %1 del despacho?</translation>
    </message>
    <message>
        <source>It opens nothing any more. You may invite %1 again.</source>
        <translation>Ya no abrirá nada. Puede invitar a %1 de nuevo.</translation>
    </message>
    <message>
        <source>&amp;Take it back</source>
        <translation>&amp;Retirarla</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>The practice does not let this computer in, so it can not be told. Clients and texts that are here stay here. To share again you need a new invitation.</source>
        <translation>El despacho no deja entrar a este equipo, así que no se le puede avisar. Los clientes y mensajes que hay aquí se quedan aquí. Para volver a compartir necesita una nueva invitación.</translation>
    </message>
    <message>
        <source>What this computer sent goes to the practice first. Then everything that is here of it is erased: clients, texts, notes and keys. Texts that wait here are not sent. To come back you need an invitation.</source>
        <translation>Primero va al despacho lo que este equipo envió. Después se borra todo lo que hay aquí de él: clientes, mensajes, notas y claves. Los mensajes que esperan aquí no se envían. Para volver necesita una invitación.</translation>
    </message>
    <message numerus="yes">
        <source>%n changes of this computer have not reached the practice; those that are no texts or calls are lost.</source>
        <translation>
            <numerusform>%n cambio de este equipo no ha llegado al despacho; si no es un mensaje o una llamada, se pierde.</numerusform>
            <numerusform>%n cambios de este equipo no han llegado al despacho; los que no son mensajes o llamadas se pierden.</numerusform>
        </translation>
    </message>
    <message>
        <source>They are shut out at once. At its next contact their computer brings what it sent, then erases all that it holds of the practice; texts that wait there are not sent. What they wrote stays in the practice. Back-ups and exports that they made stay where they put them.</source>
        <translation>Deja de tener acceso al momento. En su próximo contacto, su equipo entrega lo que envió y borra todo lo que tiene del despacho; los mensajes que esperan allí no se envían. Lo que escribió queda en el despacho. Las copias de seguridad y exportaciones que hizo siguen donde las puso.</translation>
    </message>
    <message>
        <source>The practice is not reached now. Leave when it is: what this computer sent must get there before the rest is erased.</source>
        <translation>Ahora no se llega al despacho. Déjelo cuando se llegue: lo que este equipo envió debe estar allí antes de borrar el resto.</translation>
    </message>
    <message>
        <source>Nobody could invite, approve or remove people after you. Invite another administrator first, unless the practice ends. If it does, nothing is erased: what is on this computer stays here.</source>
        <translation>Nadie podría invitar, aprobar o quitar personas después de usted. Invite antes a otro administrador, salvo que el despacho termine. En ese caso no se borra nada: lo que hay en este equipo se queda aquí.</translation>
    </message>
</context>
<context>
    <name>SharingSection</name>
    <message>
        <source>Sharing</source>
        <translation>Compartir</translation>
    </message>
</context>
<context>
    <name>SharingWords</name>
    <message numerus="yes">
        <source>%n changes wait to be shared.</source>
        <translation>
            <numerusform>%n cambio espera para compartirse.</numerusform>
            <numerusform>%n cambios esperan para compartirse.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes were not accepted by the practice and stay here.</source>
        <translation>
            <numerusform>El despacho no aceptó %n cambio, que se queda aquí.</numerusform>
            <numerusform>El despacho no aceptó %n cambios, que se quedan aquí.</numerusform>
        </translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administración</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisión</translation>
    </message>
    <message>
        <source>Office program</source>
        <translation>Programa de la oficina</translation>
    </message>
    <message>
        <source>Texts and calls clients and edits them; may not change templates, settings or people.</source>
        <translation>Escribe y llama a clientes y los edita; no cambia plantillas, ajustes ni personas.</translation>
    </message>
    <message>
        <source>As staff; also changes templates and settings, and invites, approves and removes people.</source>
        <translation>Como el personal; además cambia plantillas y ajustes, e invita, aprueba y quita personas.</translation>
    </message>
    <message>
        <source>Reads and exports the practice&apos;s records, and changes nothing.</source>
        <translation>Lee y exporta los registros del despacho, y no cambia nada.</translation>
    </message>
    <message>
        <source>For the office&apos;s background program, not for a person.</source>
        <translation>Para el programa de fondo de la oficina, no para una persona.</translation>
    </message>
    <message>
        <source>left %1</source>
        <translation>salió %1</translation>
    </message>
    <message>
        <source>waits for approval</source>
        <translation>espera aprobación</translation>
    </message>
    <message>
        <source>invited</source>
        <translation>con invitación</translation>
    </message>
    <message>
        <source>an administrator</source>
        <translation>quien administra el despacho</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 o %2</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Conectando …</translation>
    </message>
    <message>
        <source>Waits until your data is unlocked.</source>
        <translation>Espera a que sus datos estén desbloqueados.</translation>
    </message>
    <message>
        <source>Fetching the practice&apos;s records: %1 of about %2.</source>
        <translation>Obteniendo los registros del despacho: %1 de unos %2.</translation>
    </message>
    <message>
        <source>Fetching the practice&apos;s records …</source>
        <translation>Obteniendo los registros del despacho …</translation>
    </message>
    <message>
        <source>Up to date as of %1.</source>
        <translation>Al día (%1).</translation>
    </message>
    <message>
        <source>Exchanging changes …</source>
        <translation>Intercambiando cambios …</translation>
    </message>
    <message>
        <source>Not connected. %1 You can go on working; it is tried again by itself.</source>
        <translation>Sin conexión. %1 Puede seguir trabajando; se vuelve a intentar por sí solo.</translation>
    </message>
    <message>
        <source>The practice uses a newer Practiceline. Update it on this computer; until then this computer works alone.</source>
        <translation>El despacho usa un Practiceline más nuevo. Actualícelo en este equipo; hasta entonces este equipo trabaja solo.</translation>
    </message>
    <message>
        <source>The practice answers, but does not let this computer in any more. An administrator may have removed you: ask them.</source>
        <translation>El despacho responde, pero ya no deja entrar a este equipo. Puede que un administrador le haya quitado: pregúntele.</translation>
    </message>
    <message>
        <source>Not shared: %1 You can go on working; ask an administrator.</source>
        <translation>No se comparte: %1 Puede seguir trabajando; pregunte a un administrador.</translation>
    </message>
    <message>
        <source>member</source>
        <translation>miembro</translation>
    </message>
    <message>
        <source>did not join</source>
        <translation>no se unió</translation>
    </message>
    <message>
        <source>The practice&apos;s database is of an older Practiceline. An administrator has to update it; until then this computer works alone.</source>
        <translation>La base de datos del despacho es de un Practiceline anterior. Un administrador tiene que actualizarla; hasta entonces este equipo trabaja solo.</translation>
    </message>
</context>
<context>
    <name>SixWords</name>
    <message>
        <source>The six words are being made …</source>
        <translation>Se están formando las seis palabras …</translation>
    </message>
    <message>
        <source>Six words: %1</source>
        <translation>Seis palabras: %1</translation>
    </message>
</context>
<context>
    <name>StaffForm</name>
    <message>
        <source>Your name</source>
        <translation>Su nombre</translation>
    </message>
    <message>
        <source>Fills in your name in templates and stands in the records of what you send.</source>
        <translation>Se incluye en las plantillas y figura en los registros de lo que usted envía.</translation>
    </message>
    <message>
        <source>Your na&amp;me</source>
        <translation>Su n&amp;ombre</translation>
    </message>
</context>
<context>
    <name>StateWords</name>
    <message>
        <source>Sharing: %1 waiting</source>
        <translation>Compartiendo: %1 en espera</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 en espera</translation>
    </message>
    <message>
        <source>Shared, but %1 refused</source>
        <translation>Compartido, pero %1 rechazados</translation>
    </message>
    <message>
        <source>%1 refused</source>
        <translation>%1 rechazados</translation>
    </message>
    <message>
        <source>Shared: up to date</source>
        <translation>Compartido: al día</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Compartido</translation>
    </message>
    <message>
        <source>Practice not reached</source>
        <translation>Sin conexión con el despacho</translation>
    </message>
    <message>
        <source>Practice not reached: you go on working</source>
        <translation>Sin conexión con el despacho: puede seguir trabajando</translation>
    </message>
    <message>
        <source>Practice not reached: you go on working, 1 change waits</source>
        <translation>Sin conexión con el despacho: puede seguir trabajando, 1 cambio espera</translation>
    </message>
    <message>
        <source>Practice not reached: you go on working, %1 changes wait</source>
        <translation>Sin conexión con el despacho: puede seguir trabajando, %1 cambios esperan</translation>
    </message>
    <message>
        <source>Fetching the practice</source>
        <translation>Trayendo el despacho</translation>
    </message>
    <message>
        <source>Fetching the practice: %1 of about %2</source>
        <translation>Trayendo el despacho: %1 de unos %2</translation>
    </message>
    <message>
        <source>Sharing: connecting</source>
        <translation>Compartir: conectando</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Sharing waits for the key of your data</source>
        <translation>Compartir espera la clave de sus datos</translation>
    </message>
    <message>
        <source>Sharing waits</source>
        <translation>Compartir espera</translation>
    </message>
    <message>
        <source>The practice refused this computer&apos;s login</source>
        <translation>El despacho rechazó el acceso de este equipo</translation>
    </message>
    <message>
        <source>Login refused</source>
        <translation>Acceso rechazado</translation>
    </message>
    <message>
        <source>Update Practiceline to go on sharing</source>
        <translation>Actualice Practiceline para seguir compartiendo</translation>
    </message>
    <message>
        <source>Update needed</source>
        <translation>Hay que actualizar</translation>
    </message>
    <message>
        <source>Practiceline is connecting to the practice&apos;s database.</source>
        <translation>Practiceline se está conectando con la base de datos del despacho.</translation>
    </message>
    <message>
        <source>Nothing is shared until the key of your data is there. Open your data first.</source>
        <translation>No se comparte nada hasta que esté la clave de sus datos. Abra primero sus datos.</translation>
    </message>
    <message>
        <source>This computer is fetching what the practice has, the newest first. You can work meanwhile.</source>
        <translation>Este equipo está trayendo lo que tiene el despacho, primero lo más reciente. Mientras tanto puede trabajar.</translation>
    </message>
    <message>
        <source>Changes are on their way between this computer and the practice.</source>
        <translation>Hay cambios en camino entre este equipo y el despacho.</translation>
    </message>
    <message>
        <source>This computer and the practice have the same, but for what the practice does not take.</source>
        <translation>Este equipo y el despacho tienen lo mismo, salvo lo que el despacho no acepta.</translation>
    </message>
    <message>
        <source>This computer and the practice have the same.</source>
        <translation>Este equipo y el despacho tienen lo mismo.</translation>
    </message>
    <message>
        <source>The practice is used with a newer Practiceline. You go on working, but nothing is shared until the newest version is installed on this computer.</source>
        <translation>El despacho usa un Practiceline más nuevo. Puede seguir trabajando, pero no se comparte nada hasta que la versión más nueva esté instalada en este equipo.</translation>
    </message>
    <message>
        <source>Last in step with the practice: %1.</source>
        <translation>Al día con el despacho por última vez: %1.</translation>
    </message>
    <message>
        <source>Not in step with the practice since Practiceline was started.</source>
        <translation>Sin ponerse al día con el despacho desde que se inició Practiceline.</translation>
    </message>
    <message>
        <source>1 change of this computer waits for the practice.</source>
        <translation>1 cambio de este equipo espera al despacho.</translation>
    </message>
    <message>
        <source>%1 changes of this computer wait for the practice.</source>
        <translation>%1 cambios de este equipo esperan al despacho.</translation>
    </message>
    <message>
        <source>1 edit has to be decided: a colleague changed the same.</source>
        <translation>Hay que decidir 1 cambio: un colega cambió lo mismo.</translation>
    </message>
    <message>
        <source>%1 edits have to be decided: colleagues changed the same.</source>
        <translation>Hay que decidir %1 cambios: sus colegas cambiaron lo mismo.</translation>
    </message>
    <message>
        <source>hours for texts</source>
        <translation>horas para mensajes</translation>
    </message>
    <message>
        <source>prices</source>
        <translation>precios</translation>
    </message>
    <message>
        <source>Twilio account</source>
        <translation>cuenta de Twilio</translation>
    </message>
    <message>
        <source>practice</source>
        <translation>despacho</translation>
    </message>
    <message>
        <source>Sharing waits: its secret is not available</source>
        <translation>Compartir espera: su secreto no está disponible</translation>
    </message>
    <message>
        <source>Sharing: waiting for an administrator&apos;s approval</source>
        <translation>Compartir: a la espera de que un administrador lo apruebe</translation>
    </message>
    <message>
        <source>Waiting for approval</source>
        <translation>A la espera de aprobación</translation>
    </message>
    <message>
        <source>This computer shares with a practice, but its keychain did not give the secret that is needed for it. You go on working, and what you change waits. Unlock the keychain, then try again.</source>
        <translation>Este equipo comparte con un despacho, pero su llavero no dio el secreto que hace falta. Puede seguir trabajando, y lo que cambie espera. Desbloquee el llavero y reintente.</translation>
    </message>
    <message>
        <source>An administrator has to approve this computer. Until then nothing is shared.</source>
        <translation>Un administrador debe aprobar este equipo. Hasta entonces no se comparte nada.</translation>
    </message>
    <message>
        <source>Compare these six words with the administrator, best by telephone: %1</source>
        <translation>Compare estas seis palabras con el administrador, mejor por teléfono: %1</translation>
    </message>
    <message>
        <source>The practice does not take 1 change. It stays on this computer:</source>
        <translation>El despacho no acepta 1 cambio. Queda en este equipo:</translation>
    </message>
    <message>
        <source>The practice does not take %1 changes. They stay on this computer:</source>
        <translation>El despacho no acepta %1 cambios. Quedan en este equipo:</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… y %1 más</translation>
    </message>
    <message>
        <source>What colleagues change is not announced over this connection (a pooler stands between), so the practice is asked every 15 s.</source>
        <translation>Lo que cambian sus colegas no se anuncia por esta conexión (hay un pooler en medio), así que se pregunta al despacho cada 15 s.</translation>
    </message>
    <message>
        <source>Finding out who checks Twilio</source>
        <translation>Averiguando quién consulta Twilio</translation>
    </message>
    <message>
        <source>Twilio: finding out</source>
        <translation>Twilio: averiguando</translation>
    </message>
    <message>
        <source>Nobody checks Twilio: an administrator&apos;s computer or the office agent has to be on</source>
        <translation>Nadie consulta Twilio: debe estar encendido el equipo de un administrador o el agente de la oficina</translation>
    </message>
    <message>
        <source>Nobody checks Twilio</source>
        <translation>Nadie consulta Twilio</translation>
    </message>
    <message>
        <source>Twilio is checked by %1&apos;s computer</source>
        <translation>Twilio lo consulta el equipo de %1</translation>
    </message>
    <message>
        <source>Twilio: %1</source>
        <translation>Twilio: %1</translation>
    </message>
    <message>
        <source>Twilio is checked by %1&apos;s computer, %2 s ago</source>
        <translation>Twilio lo consulta el equipo de %1, hace %2 s</translation>
    </message>
    <message>
        <source>Twilio: %1, %2 s ago</source>
        <translation>Twilio: %1, hace %2 s</translation>
    </message>
    <message>
        <source>Twilio last checked %2 min ago, by %1&apos;s computer: what you see may be old</source>
        <translation>El equipo de %1 consultó Twilio hace %2 min: lo que ve puede estar atrasado</translation>
    </message>
    <message>
        <source>Twilio: %1 min ago</source>
        <translation>Twilio: hace %1 min</translation>
    </message>
    <message>
        <source>%1 and %2 others</source>
        <translation>%1 y %2 más</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <comment>names</comment>
        <translation>%1 y %2</translation>
    </message>
    <message>
        <source>Only an administrator of the practice can change this.</source>
        <translation>Solo un administrador del despacho puede cambiar esto.</translation>
    </message>
    <message>
        <source>Only an administrator of the practice can change this: %1.</source>
        <translation>Solo un administrador del despacho puede cambiar esto: %1.</translation>
    </message>
    <message>
        <source>Supervisors read and change nothing.</source>
        <translation>Los supervisores leen y no cambian nada.</translation>
    </message>
    <message>
        <source>Supervisors read and change nothing. To text or call: %1.</source>
        <translation>Los supervisores leen y no cambian nada. Para escribir o llamar: %1.</translation>
    </message>
    <message>
        <source>an unknown number</source>
        <translation>un número desconocido</translation>
    </message>
    <message>
        <source>Client %1</source>
        <translation>Cliente %1</translation>
    </message>
    <message>
        <source>Number %1 of %2: another client of the practice has it</source>
        <translation>Número %1 de %2: lo tiene otro cliente del despacho</translation>
    </message>
    <message>
        <source>Number %1 of %2</source>
        <translation>Número %1 de %2</translation>
    </message>
    <message>
        <source>Template %1</source>
        <translation>Plantilla %1</translation>
    </message>
    <message>
        <source>Setting: %1</source>
        <translation>Ajuste: %1</translation>
    </message>
    <message>
        <source>A text or call with %1</source>
        <translation>Un mensaje o una llamada con %1</translation>
    </message>
    <message>
        <source>What Twilio said of a text or call with %1</source>
        <translation>Lo que dijo Twilio de un mensaje o una llamada con %1</translation>
    </message>
    <message>
        <source>The note on a call with %1</source>
        <translation>La nota de una llamada con %1</translation>
    </message>
    <message>
        <source>An internal note on %1</source>
        <translation>Una nota interna sobre %1</translation>
    </message>
    <message>
        <source>The practice refused this computer&apos;s password</source>
        <translation>El despacho rechazó la contraseña de este equipo</translation>
    </message>
    <message>
        <source>Password refused</source>
        <translation>Contraseña rechazada</translation>
    </message>
    <message>
        <source>The practice&apos;s database is not on its server</source>
        <translation>La base de datos del despacho no está en su servidor</translation>
    </message>
    <message>
        <source>Database not found</source>
        <translation>Base de datos no encontrada</translation>
    </message>
    <message>
        <source>The way to the practice&apos;s database is not complete</source>
        <translation>El camino a la base de datos del despacho está incompleto</translation>
    </message>
    <message>
        <source>The practice&apos;s database answers, but refuses this computer&apos;s user or password. Somebody may have changed the password there, or your membership ended long ago. You go on working, but nothing is shared. Ask an administrator for a new invitation.</source>
        <translation>La base de datos del despacho responde, pero rechaza el usuario o la contraseña de este equipo. Puede que alguien cambiara allí la contraseña, o que dejara de ser miembro hace tiempo. Sigue trabajando, pero no se comparte nada. Pida a un administrador una nueva invitación.</translation>
    </message>
    <message>
        <source>The server answers, but has no database of the practice&apos;s name. You go on working, but nothing is shared. Ask whoever runs the server where it went.</source>
        <translation>El servidor responde, pero no tiene una base de datos con el nombre del despacho. Sigue trabajando, pero no se comparte nada. Pregunte a quien lleva el servidor dónde está.</translation>
    </message>
    <message>
        <source>%1 You go on working, but nothing is shared.</source>
        <translation>%1 Sigue trabajando, pero no se comparte nada.</translation>
    </message>
    <message>
        <source>The practice&apos;s database answers, but does not let this computer&apos;s login in any more. Somebody may have removed it. You go on working, but nothing is shared. Ask an administrator for a new invitation.</source>
        <translation>La base de datos del despacho responde, pero ya no deja entrar al usuario de este equipo. Puede que alguien lo haya quitado. Sigue trabajando, pero no se comparte nada. Pida a un administrador una nueva invitación.</translation>
    </message>
    <message>
        <source>Practice not reached: your approval can not be asked for</source>
        <translation>No se llega al despacho: no se puede consultar su aprobación</translation>
    </message>
    <message>
        <source>The practice refused this computer&apos;s invitation</source>
        <translation>El despacho rechazó la invitación de este equipo</translation>
    </message>
    <message>
        <source>Invitation refused</source>
        <translation>Invitación rechazada</translation>
    </message>
    <message>
        <source>An administrator has to approve this computer, but the practice&apos;s database is not reached now: %1 It is tried again by itself.</source>
        <translation>Un administrador tiene que aprobar este equipo, pero ahora no se llega a la base de datos del despacho: %1 Se vuelve a intentar por sí solo.</translation>
    </message>
    <message>
        <source>The practice&apos;s database answers, but refuses this computer: an administrator took the invitation back, or it expired. Cancel joining and ask for a new one.</source>
        <translation>La base de datos del despacho responde, pero rechaza este equipo: un administrador retiró la invitación, o caducó. Cancele la incorporación y pida una nueva.</translation>
    </message>
    <message>
        <source>The practice&apos;s database is not reached: %1 You go on working: what you change is kept here and shared by itself as soon as the database is reached. If it lasts, check this computer&apos;s network, then ask an administrator whether the database is running.</source>
        <translation>No se llega a la base de datos del despacho: %1 Sigue trabajando: lo que cambia se guarda aquí y se comparte por sí solo en cuanto se llegue a ella. Si dura, compruebe la red de este equipo y después pregunte a un administrador si la base de datos funciona.</translation>
    </message>
    <message>
        <source>No member of the practice any more</source>
        <translation>Ya no es miembro del despacho</translation>
    </message>
    <message>
        <source>No member any more</source>
        <translation>Ya no es miembro</translation>
    </message>
    <message>
        <source>Your membership has ended. What this computer sent goes to the practice; then what is here of it is erased.</source>
        <translation>Ya no es miembro. Lo que este equipo envió va al despacho; después se borra lo que hay aquí de él.</translation>
    </message>
    <message>
        <source>Nobody checks Twilio (last: %1): an administrator&apos;s computer or the office agent has to be on</source>
        <translation>Nadie consulta Twilio (última vez: %1): debe estar encendido el equipo de un administrador o el agente de la oficina</translation>
    </message>
    <message>
        <source>The practice&apos;s database has to be updated</source>
        <translation>Hay que actualizar la base de datos del despacho</translation>
    </message>
    <message>
        <source>Database too old</source>
        <translation>Base de datos anterior</translation>
    </message>
    <message>
        <source>This Practiceline is newer than the practice&apos;s database. You go on working, but nothing is shared until the database is updated: Settings, Sharing, Update the database.</source>
        <translation>Este Practiceline es más nuevo que la base de datos del despacho. Puede seguir trabajando, pero no se comparte nada hasta que se actualice la base de datos: Ajustes, Compartir, Actualizar la base de datos.</translation>
    </message>
    <message>
        <source>This Practiceline is newer than the practice&apos;s database. You go on working, but nothing is shared until an administrator has updated the database.</source>
        <translation>Este Practiceline es más nuevo que la base de datos del despacho. Puede seguir trabajando, pero no se comparte nada hasta que un administrador haya actualizado la base de datos.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Demo: nothing leaves this computer</source>
        <translation>Demo: nada sale de este equipo</translation>
    </message>
    <message>
        <source>Locked: the key of your data is not available</source>
        <translation>Bloqueado: la clave de sus datos no está disponible</translation>
    </message>
    <message>
        <source>Test credentials: nothing can be read back from Twilio</source>
        <translation>Credenciales de prueba: no se puede leer nada de Twilio</translation>
    </message>
    <message>
        <source>Twilio refused the login</source>
        <translation>Twilio rechazó el acceso</translation>
    </message>
    <message>
        <source>Twilio is not connected</source>
        <translation>Twilio no está conectado</translation>
    </message>
    <message>
        <source>Twilio is not being checked</source>
        <translation>Twilio no se está consultando</translation>
    </message>
    <message>
        <source>Twilio not checked yet</source>
        <translation>Twilio sin consultar todavía</translation>
    </message>
    <message>
        <source>Twilio checked %1 s ago</source>
        <translation>Twilio consultado hace %1 s</translation>
    </message>
    <message>
        <source>Twilio last checked %1 min ago: what you see may be old</source>
        <translation>Última consulta a Twilio hace %1 min: lo que ve puede no estar al día</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 min off: set it right</source>
        <translation>El reloj de este equipo difiere %1 min: ajústelo</translation>
    </message>
    <message>
        <source>%1 unconfirmed</source>
        <translation>%1 sin confirmar</translation>
    </message>
    <message>
        <source>Texts that may or may not have been sent: show them in the history</source>
        <translation>Mensajes que quizá se enviaron o quizá no: mostrarlos en el historial</translation>
    </message>
    <message>
        <source>Offline: what waits is sent later</source>
        <translation>Sin conexión: lo pendiente se enviará después</translation>
    </message>
    <message>
        <source>Twilio: something is wrong</source>
        <translation>Twilio: algo no va bien</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Twilio checked just now</source>
        <translation>Twilio consultado ahora mismo</translation>
    </message>
    <message>
        <source>Waiting for the Twilio secret</source>
        <translation>Esperando el secreto de Twilio</translation>
    </message>
    <message>
        <source>Calls can not be checked</source>
        <translation>No se pueden comprobar las llamadas</translation>
    </message>
    <message>
        <source>Twilio can not say at the moment what became of calls. Practiceline goes on asking and fills it in. Texts are not affected.</source>
        <translation>Por ahora Twilio no puede decir qué fue de las llamadas. Practiceline sigue preguntando y lo completa. Los mensajes no se ven afectados.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 hours off: set it right</source>
        <translation>El reloj de este equipo está desajustado %1 horas: corríjalo</translation>
    </message>
    <message>
        <source>Twilio is not reached: does this network want you to sign in?</source>
        <translation>No se llega a Twilio: ¿pide esta red que inicie sesión?</translation>
    </message>
    <message>
        <source>Check the API key in Settings</source>
        <translation>Revise la clave de API en Ajustes</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Bloqueado</translation>
    </message>
    <message>
        <source>Twilio last checked %1 min ago</source>
        <translation>Twilio consultado hace %1 min</translation>
    </message>
    <message>
        <source>More about sharing with the practice</source>
        <translation>Más sobre compartir con el despacho</translation>
    </message>
    <message>
        <source>1 edit to decide</source>
        <translation>1 cambio por decidir</translation>
    </message>
    <message>
        <source>%1 edits to decide</source>
        <translation>%1 cambios por decidir</translation>
    </message>
    <message>
        <source>You and a colleague changed the same: choose what stays</source>
        <translation>Usted y un colega cambiaron lo mismo: elija qué queda</translation>
    </message>
    <message>
        <source>Sharing with the practice</source>
        <translation>Compartir con el despacho</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Reintentar</translation>
    </message>
    <message>
        <source>&amp;Decide edits …</source>
        <translation>&amp;Decidir cambios …</translation>
    </message>
    <message>
        <source>Set this computer&apos;s clock right</source>
        <translation>Ponga en hora el reloj de este equipo</translation>
    </message>
    <message>
        <source>No Twilio key: an administrator has to add one that only sends</source>
        <translation>Sin clave de Twilio: un administrador tiene que añadir una que solo envíe</translation>
    </message>
    <message>
        <source>No Twilio key</source>
        <translation>Sin clave de Twilio</translation>
    </message>
</context>
<context>
    <name>TemplateChoice</name>
    <message>
        <source>No template</source>
        <translation>Sin plantilla</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>TemplateEditor</name>
    <message>
        <source>Template name</source>
        <translation>Nombre de la plantilla</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>&amp;Persona</source>
        <translation>&amp;Perfil</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>Template content</source>
        <translation>Contenido de la plantilla</translation>
    </message>
    <message>
        <source>Write the text. A word in braces, like {client_name}, is filled in for each client.</source>
        <translation>Escriba el texto. Una palabra entre llaves, como {client_name}, se completa para cada cliente.</translation>
    </message>
    <message>
        <source>&amp;Revert</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>&amp;Save template</source>
        <translation>&amp;Guardar plantilla</translation>
    </message>
    <message>
        <source>Save template</source>
        <translation>Guardar plantilla</translation>
    </message>
    <message>
        <source>Give the template a name.</source>
        <translation>Dé un nombre a la plantilla.</translation>
    </message>
    <message>
        <source>The template has no text yet.</source>
        <translation>La plantilla todavía no tiene texto.</translation>
    </message>
    <message>
        <source>The text has %1 characters; Twilio takes at most %2.</source>
        <translation>El texto tiene %1 caracteres; Twilio acepta como máximo %2.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Cambios sin guardar</translation>
    </message>
</context>
<context>
    <name>TemplateFilterModel</name>
    <message>
        <source>%1, not active</source>
        <translation>%1, no activa</translation>
    </message>
</context>
<context>
    <name>TemplateHeader</name>
    <message>
        <source>Acti&amp;ve</source>
        <translation>Acti&amp;va</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>D&amp;uplicar</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Activa</translation>
    </message>
    <message>
        <source>Only active templates are offered in a conversation.</source>
        <translation>Solo las plantillas activas se ofrecen en una conversación.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Eliminar</translation>
    </message>
    <message>
        <source>New template</source>
        <translation>Plantilla nueva</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>Sin guardar todavía</translation>
    </message>
    <message>
        <source>Not used yet</source>
        <translation>Sin usar todavía</translation>
    </message>
    <message>
        <source>Used once</source>
        <translation>Usada una vez</translation>
    </message>
    <message>
        <source>Used %1 times</source>
        <translation>Usada %1 veces</translation>
    </message>
    <message>
        <source>last changed %1</source>
        <translation>último cambio: %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>por %1</translation>
    </message>
</context>
<context>
    <name>TemplateListDelegate</name>
    <message>
        <source>not active</source>
        <translation>no activa</translation>
    </message>
</context>
<context>
    <name>TemplateListPanel</name>
    <message>
        <source>Search templates</source>
        <translation>Buscar plantillas</translation>
    </message>
    <message>
        <source>Add template</source>
        <translation>Agregar plantilla</translation>
    </message>
    <message>
        <source>Add a template (Ctrl+N)</source>
        <translation>Agregar una plantilla (Ctrl+N)</translation>
    </message>
    <message>
        <source>S&amp;how</source>
        <translation>&amp;Mostrar</translation>
    </message>
    <message>
        <source>All personas</source>
        <translation>Todos los perfiles</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
</context>
<context>
    <name>TemplatePreview</name>
    <message>
        <source>&amp;As this client will see it</source>
        <translation>Como lo verá es&amp;te cliente</translation>
    </message>
    <message>
        <source>Maria Lopez</source>
        <translation>María López</translation>
    </message>
    <message>
        <source>Asked for before it is sent: %1</source>
        <translation>Se pide antes de enviar: %1</translation>
    </message>
    <message>
        <source>Type a name, a number or a tag to find any client.</source>
        <translation>Escriba un nombre, un número o una etiqueta para encontrar a cualquier cliente.</translation>
    </message>
</context>
<context>
    <name>TemplateValues</name>
    <message>
        <source>Client, first name</source>
        <translation>Cliente, nombre de pila</translation>
    </message>
    <message>
        <source>Client, full name</source>
        <translation>Cliente, nombre completo</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Yo</translation>
    </message>
    <message>
        <source>Caller number</source>
        <translation>Número para llamadas</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Despacho</translation>
    </message>
    <message>
        <source>Asked each time</source>
        <translation>Se pide cada vez</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Choose a template on the left, or make a new one.</source>
        <translation>Elija una plantilla a la izquierda, o cree una nueva.</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>&amp;Reintentar</translation>
    </message>
    <message>
        <source>The new template has unsaved changes.</source>
        <translation>La plantilla nueva tiene cambios sin guardar.</translation>
    </message>
    <message>
        <source>%1 has unsaved changes.</source>
        <translation>%1 tiene cambios sin guardar.</translation>
    </message>
    <message>
        <source>Save t&amp;hem</source>
        <translation>Guardar&amp;los</translation>
    </message>
    <message>
        <source>D&amp;iscard them</source>
        <translation>De&amp;scartarlos</translation>
    </message>
    <message>
        <source>&amp;Keep editing</source>
        <translation>Seguir editand&amp;o</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (copia)</translation>
    </message>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>%1 se eliminó.</translation>
    </message>
    <message>
        <source>U&amp;ndo</source>
        <translation>Des&amp;hacer</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>Cerr&amp;ar</translation>
    </message>
    <message>
        <source>Unsaved template</source>
        <translation>Plantilla sin guardar</translation>
    </message>
    <message>
        <source>%1 (unsaved)</source>
        <translation>%1 (sin guardar)</translation>
    </message>
    <message>
        <source>A colleague changed %1 while you were editing it. What you typed is not saved yet.</source>
        <translation>Un colega cambió %1 mientras usted la editaba. Lo que escribió aún no está guardado.</translation>
    </message>
    <message>
        <source>&amp;Keep mine</source>
        <translation>&amp;Conservar lo mío</translation>
    </message>
    <message>
        <source>A colleague deleted %1. What you typed stands here as a new template that is not saved yet.</source>
        <translation>Un colega eliminó %1. Lo que escribió está aquí como plantilla nueva, aún sin guardar.</translation>
    </message>
    <message>
        <source>Take th&amp;eirs</source>
        <translation>Pre&amp;ferir lo del colega</translation>
    </message>
</context>
<context>
    <name>TwilioSection</name>
    <message>
        <source>Twilio</source>
        <translation>Twilio</translation>
    </message>
    <message>
        <source>This is the demo: a Twilio inside this computer answers, and nothing leaves it.</source>
        <translation>Esta es la demo: responde un Twilio dentro de este equipo, y nada sale de él.</translation>
    </message>
    <message>
        <source>The account that carries your texts and calls. The secret is kept in this computer&apos;s keychain.</source>
        <translation>La cuenta que lleva sus mensajes y llamadas. El secreto se guarda en el llavero de este equipo.</translation>
    </message>
    <message>
        <source>Saving in the keychain …</source>
        <translation>Guardando en el llavero …</translation>
    </message>
    <message>
        <source>Not saved. %1</source>
        <translation>No se guardó. %1</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Guardado</translation>
    </message>
    <message>
        <source>Nothing was tested: something that was typed can not be right. See below.</source>
        <translation>No se probó nada: algo de lo escrito no puede ser correcto. Véalo abajo.</translation>
    </message>
    <message>
        <source>Saved on this computer only. %1</source>
        <translation>Guardado solo en este equipo. %1</translation>
    </message>
    <message>
        <source>Saving in the practice …</source>
        <translation>Guardando en el despacho …</translation>
    </message>
</context>
<context>
    <name>TwilioWords</name>
    <message>
        <source>This computer has no Twilio key that works, so nothing can be sent from it. Some clients are not for everybody, and the practice has no key yet that only sends.</source>
        <translation>Este equipo no tiene ninguna clave de Twilio que funcione, así que no puede enviar nada. Algunos clientes no son para todos, y el despacho aún no tiene ninguna clave que solo envíe.</translation>
    </message>
    <message>
        <source>Ask an administrator to add one in Settings → Twilio.</source>
        <translation>Pida a un administrador que añada una en Ajustes → Twilio.</translation>
    </message>
    <message>
        <source>Ask an administrator (%1) to add one in Settings → Twilio.</source>
        <translation>Pida a un administrador (%1) que añada una en Ajustes → Twilio.</translation>
    </message>
    <message>
        <source>Nobody checks with Twilio just now.</source>
        <translation>Ahora nadie comprueba con Twilio.</translation>
    </message>
    <message>
        <source>Nobody checks with Twilio just now: that goes on when an administrator&apos;s computer or the office agent is on.</source>
        <translation>Ahora nadie comprueba con Twilio: se reanudará cuando esté encendido el equipo de un administrador o el agente de la oficina.</translation>
    </message>
    <message>
        <source>Nobody checks with Twilio just now (last: %1): that goes on when an administrator&apos;s computer or the office agent is on.</source>
        <translation>Ahora nadie comprueba con Twilio (última vez: %1): se reanudará cuando esté encendido el equipo de un administrador o el agente de la oficina.</translation>
    </message>
</context>
<context>
    <name>UnlockPanel</name>
    <message>
        <source>Once &amp;more</source>
        <translation>Otra &amp;vez</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Reintentar</translation>
    </message>
    <message>
        <source>Use the recovery &amp;key</source>
        <translation>Usar la clave de recu&amp;peración</translation>
    </message>
    <message>
        <source>Passphrase once more</source>
        <translation>Frase de contraseña otra vez</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>&amp;Frase de contraseña</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de contraseña</translation>
    </message>
    <message>
        <source>&amp;Set the passphrase</source>
        <translation>E&amp;stablecer la frase</translation>
    </message>
    <message>
        <source>&amp;Unlock</source>
        <translation>&amp;Desbloquear</translation>
    </message>
    <message>
        <source>The keychain is locked</source>
        <translation>El llavero está bloqueado</translation>
    </message>
    <message>
        <source>The key of your texts lies in this computer&apos;s keychain, and the keychain does not give it. Unlock it (log in again, or open your keychain program) and try again. Until then texts are hidden, and nothing is sent. Nothing is lost.</source>
        <translation>La clave de sus mensajes está en el llavero de este equipo, y el llavero no la entrega. Desbloquéelo (inicie sesión de nuevo o abra su programa de llavero) e inténtelo otra vez. Hasta entonces los mensajes están ocultos y no se envía nada. No se pierde nada.</translation>
    </message>
    <message>
        <source>The keychain holds another key</source>
        <translation>El llavero contiene otra clave</translation>
    </message>
    <message>
        <source>The key in this computer&apos;s keychain does not fit this data folder. If the folder came from another computer or a back-up, the recovery key opens it.</source>
        <translation>La clave del llavero de este equipo no corresponde a esta carpeta de datos. Si la carpeta vino de otro equipo o de una copia de seguridad, la clave de recuperación la abre.</translation>
    </message>
    <message>
        <source>Your passphrase, please</source>
        <translation>Su frase de contraseña, por favor</translation>
    </message>
    <message>
        <source>This computer has no keychain, so a passphrase opens your texts. It is asked once at each start.</source>
        <translation>Este equipo no tiene llavero, así que una frase de contraseña abre sus mensajes. Se pide una vez en cada inicio.</translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation>Elija una frase de contraseña</translation>
    </message>
    <message>
        <source>This computer has no keychain. A passphrase of at least 10 characters protects your texts; it is asked once at each start. Nobody can look it up for you.</source>
        <translation>Este equipo no tiene llavero. Una frase de contraseña de al menos 10 caracteres protege sus mensajes; se pide una vez en cada inicio. Nadie puede recuperarla por usted.</translation>
    </message>
    <message>
        <source>The store could not be opened</source>
        <translation>No se pudo abrir el almacén</translation>
    </message>
    <message>
        <source>Recovery &amp;key</source>
        <translation>C&amp;lave de recuperación</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>8 groups of 5 letters and digits</source>
        <translation>8 grupos de 5 letras y dígitos</translation>
    </message>
    <message>
        <source>Type the recovery key.</source>
        <translation>Escriba la clave de recuperación.</translation>
    </message>
    <message>
        <source>Type the passphrase.</source>
        <translation>Escriba la frase de contraseña.</translation>
    </message>
    <message>
        <source>The two passphrases are not the same.</source>
        <translation>Las dos frases de contraseña no son iguales.</translation>
    </message>
    <message>
        <source>The passphrase needs at least 10 characters.</source>
        <translation>La frase de contraseña necesita al menos 10 caracteres.</translation>
    </message>
    <message>
        <source>There is a typing mistake in the recovery key. Compare each group with your paper.</source>
        <translation>Hay un error al escribir la clave de recuperación. Compare cada grupo con su papel.</translation>
    </message>
    <message>
        <source>This recovery key belongs to another store.</source>
        <translation>Esta clave de recuperación pertenece a otro almacén.</translation>
    </message>
    <message>
        <source>That is not the passphrase.</source>
        <translation>Esa no es la frase de contraseña.</translation>
    </message>
    <message>
        <source>This store has no recovery key.</source>
        <translation>Este almacén no tiene clave de recuperación.</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>A&amp;hora no</translation>
    </message>
    <message>
        <source>Something went wrong while the key was read. Nothing was changed. Try again; the file practiceline.log in the data folder holds the details.</source>
        <translation>Algo falló al leer la clave. No se cambió nada. Inténtelo de nuevo; el archivo practiceline.log de la carpeta de datos contiene los detalles.</translation>
    </message>
    <message>
        <source>Set a passphrase</source>
        <translation>Establecer una frase de contraseña</translation>
    </message>
    <message>
        <source>The recovery key has opened your texts, but no keychain keeps their key. A passphrase of at least 10 characters opens them from now on; without one the recovery key will be asked again.</source>
        <translation>La clave de recuperación ha abierto sus mensajes, pero ningún llavero guarda su clave. Una frase de contraseña de al menos 10 caracteres los abrirá desde ahora; sin ella se volverá a pedir la clave de recuperación.</translation>
    </message>
    <message>
        <source>Waiting for the keychain</source>
        <translation>Esperando al llavero</translation>
    </message>
    <message>
        <source>The key of your texts lies in this computer&apos;s keychain, which has not answered yet. Perhaps it asks for your password in another window. Until then texts are hidden, and nothing is sent. Nothing is lost.</source>
        <translation>La clave de sus mensajes está en el llavero de este equipo, que aún no ha respondido. Quizá pide su contraseña en otra ventana. Hasta entonces los mensajes están ocultos y no se envía nada. No se pierde nada.</translation>
    </message>
</context>
<context>
    <name>UpdateDatabaseDialog</name>
    <message>
        <source>Update the practice&apos;s database</source>
        <translation>Actualizar la base de datos del despacho</translation>
    </message>
    <message>
        <source>This Practiceline needs more of the database than is there. What the practice has stays as it is. Computers with an older Practiceline then have to be updated, too.</source>
        <translation>Este Practiceline necesita más de lo que hay en la base de datos. Lo que el despacho tiene se queda como está. Después también habrá que actualizar los equipos con un Practiceline anterior.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>U&amp;pdate</source>
        <translation>Act&amp;ualizar</translation>
    </message>
    <message>
        <source>Updating the database …</source>
        <translation>Actualizando la base de datos …</translation>
    </message>
    <message>
        <source>Stopped. “Update” goes on from there.</source>
        <translation>Detenido. «Actualizar» continúa desde ahí.</translation>
    </message>
    <message>
        <source>Stopping after this step …</source>
        <translation>Se detiene tras este paso …</translation>
    </message>
</context>
<context>
    <name>VariableFields</name>
    <message>
        <source>&amp;Template</source>
        <translation>&amp;Plantilla</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>needed</source>
        <translation>necesario</translation>
    </message>
</context>
<context>
    <name>VariableTable</name>
    <message>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Filled from</source>
        <translation>Se completa con</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Ejemplo</translation>
    </message>
</context>
<context>
    <name>VisibilityDialog</name>
    <message>
        <source>Every colleague sees the client and the conversation.</source>
        <translation>Todos los colegas ven al cliente y la conversación.</translation>
    </message>
    <message>
        <source>Administrators and supervisors see the client too. From everybody else&apos;s computer it vanishes at its next contact, with the conversation and drafts; what waits there to be sent still goes out, and stays until then.

While any client is not for everybody, only an administrator&apos;s computer or the office agent checks Twilio for replies: one of them has to be on, or texts wait.</source>
        <translation>Los administradores y supervisores también ven al cliente. De los equipos de los demás desaparece en su próximo contacto, con la conversación y los borradores; lo que allí espera su envío sale igualmente y queda hasta entonces.

Mientras algún cliente no sea para todos, solo el equipo de un administrador o el agente de la oficina consulta Twilio por respuestas: uno de ellos tiene que estar encendido, o los textos esperan.</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Guardar</translation>
    </message>
    <message>
        <source>Who sees this client</source>
        <translation>Quién ve a este cliente</translation>
    </message>
    <message>
        <source>&amp;Who sees %1</source>
        <translation>&amp;Quién ve a %1</translation>
    </message>
    <message>
        <source>Who sees the client</source>
        <translation>Quién ve al cliente</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancelar</translation>
    </message>
    <message>
        <source>Everybody in the practice</source>
        <translation>Todos en el despacho</translation>
    </message>
    <message>
        <source>Only me</source>
        <translation>Solo yo</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Solo %1</translation>
    </message>
    <message>
        <source>The client is assigned to %1, who will not see it any more.</source>
        <translation>El cliente está asignado a %1, que ya no lo verá.</translation>
    </message>
    <message>
        <source>Telling the practice …</source>
        <translation>Avisando al despacho …</translation>
    </message>
    <message>
        <source>The practice has not got this client yet. Try again when the status line says that everything is shared.</source>
        <translation>El despacho todavía no tiene a este cliente. Inténtelo de nuevo cuando la línea de estado diga que todo está compartido.</translation>
    </message>
    <message>
        <source>Colleagues have a key that can read every text at Twilio. Ask an administrator to give them one that only sends.</source>
        <translation>Los colegas tienen una clave que puede leer todos los mensajes en Twilio. Pida a un administrador que les dé una que solo envíe.</translation>
    </message>
    <message>
        <source>Colleagues have a key that can read every text at Twilio, and newcomers get none. Give them one that only sends: Settings → Twilio.</source>
        <translation>Los colegas tienen una clave que puede leer todos los mensajes en Twilio, y los nuevos no reciben ninguna. Deles una que solo envíe: Ajustes → Twilio.</translation>
    </message>
    <message>
        <source>A colleague changed this meanwhile. What you see is how it is now.</source>
        <translation>Un colega ha cambiado esto entretanto. Lo que ve es como está ahora.</translation>
    </message>
    <message>
        <source>everybody</source>
        <comment>whom a client is for</comment>
        <translation>todos</translation>
    </message>
    <message>
        <source>you alone</source>
        <comment>whom a client is for</comment>
        <translation>usted en exclusiva</translation>
    </message>
    <message>
        <source>%1 alone</source>
        <comment>whom a client is for</comment>
        <translation>%1 en exclusiva</translation>
    </message>
    <message>
        <source>A colleague changed this meanwhile: now the client is for %1. Save to decide otherwise, or cancel.</source>
        <translation>Un colega ha cambiado esto entretanto: ahora el cliente es para %1. Guarde para decidir otra cosa, o cancele.</translation>
    </message>
    <message>
        <source>Not saved: a colleague has just decided otherwise. Their decision comes in a moment; then choose again.</source>
        <translation>No se ha guardado: un colega acaba de decidir otra cosa. Su decisión llegará en un momento; elija entonces de nuevo.</translation>
    </message>
</context>
<context>
    <name>WindowNotices</name>
    <message>
        <source>Your data could not be opened; the file was left as it is. %1</source>
        <translation>No se pudieron abrir sus datos; el archivo quedó como estaba. %1</translation>
    </message>
    <message>
        <source>The disk is full. Everything can be read, and what waits goes on waiting; nothing is sent until there is room. Free some space.</source>
        <translation>El disco está lleno. Todo se puede leer, y lo que espera sigue esperando; no se envía nada hasta que haya espacio. Libere espacio.</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>C&amp;errar</translation>
    </message>
    <message>
        <source>Your data can only be read, because its folder can not be written. Nothing can be sent or changed; check the folder&apos;s permissions and start again.</source>
        <translation>Sus datos solo se pueden leer, porque no se puede escribir en su carpeta. No se puede enviar ni cambiar nada; compruebe los permisos de la carpeta e inicie de nuevo.</translation>
    </message>
    <message>
        <source>Your data can only be read: it was written by a newer Practiceline. Nothing can be sent or changed; install the newest version. Exporting works.</source>
        <translation>Sus datos solo se pueden leer: los escribió un Practiceline más nuevo. No se puede enviar ni cambiar nada; instale la versión más nueva. Se puede exportar.</translation>
    </message>
    <message>
        <source>Open &amp;Settings</source>
        <translation>Abrir a&amp;justes</translation>
    </message>
    <message>
        <source>The Twilio secret is not there, so nothing is sent or received. What you write waits. Type the secret again in Settings.</source>
        <translation>El secreto de Twilio no está, así que no se envía ni se recibe nada. Lo que usted escriba espera. Escriba de nuevo el secreto en Ajustes.</translation>
    </message>
    <message>
        <source>The keychain did not give the Twilio secret, so nothing is sent or received. What you write waits. Unlock the keychain and try again, or type the secret in Settings.</source>
        <translation>El llavero no entregó el secreto de Twilio, así que no se envía ni se recibe nada. Lo que usted escriba espera. Desbloquee el llavero e inténtelo de nuevo, o escriba el secreto en Ajustes.</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Reintentar</translation>
    </message>
    <message>
        <source>The Twilio secret that is kept belongs to another account, so nothing is sent or received. Type the secret of this account in Settings.</source>
        <translation>El secreto de Twilio guardado es de otra cuenta, así que no se envía ni se recibe nada. Escriba el secreto de esta cuenta en Ajustes.</translation>
    </message>
    <message>
        <source>There is no confirmed recovery key yet. Without one, nobody can open your texts when this computer&apos;s keychain is lost, and no back-up can be written.</source>
        <translation>Todavía no hay una clave de recuperación confirmada. Sin ella, nadie podrá abrir sus mensajes si se pierde el llavero de este equipo, ni se puede hacer ninguna copia.</translation>
    </message>
    <message>
        <source>Make the recovery key …</source>
        <translation>Crear la clave de recuperación …</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Más tarde</translation>
    </message>
    <message>
        <source>%1 asks to join the practice and waits for your approval.</source>
        <translation>%1 pide unirse al despacho y espera su aprobación.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more ask to join the practice and wait for your approval.</source>
        <translation>
            <numerusform>%1 y %n persona más piden unirse al despacho y esperan su aprobación.</numerusform>
            <numerusform>%1 y %n personas más piden unirse al despacho y esperan su aprobación.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show who asks</source>
        <translation>Mostrar quién lo pide</translation>
    </message>
</context>
<context>
    <name>WithheldPanel</name>
    <message>
        <source>This computer belongs to a practice, but the keychain did not give its login.</source>
        <translation>Este equipo es de un despacho, pero el llavero no dio su acceso.</translation>
    </message>
    <message>
        <source>Nothing is lost: you can go on working, and changes are shared later. Unlock the keychain and try again. If the login is gone for good, stop sharing here and join again by a new invitation.</source>
        <translation>No se pierde nada: puede seguir trabajando, y los cambios se comparten más tarde. Desbloquee el llavero e inténtelo de nuevo. Si el acceso se perdió para siempre, deje de compartir aquí y únase otra vez con una invitación nueva.</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Reintentar</translation>
    </message>
    <message>
        <source>Stop sharing on this &amp;computer …</source>
        <translation>Dejar de compartir en este &amp;equipo …</translation>
    </message>
    <message>
        <source>Asking the keychain …</source>
        <translation>Consultando al llavero …</translation>
    </message>
    <message>
        <source>The keychain did not give it.</source>
        <translation>El llavero no lo dio.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The demo can not listen on this computer.</source>
        <translation>La demo no puede recibir conexiones en este equipo.</translation>
    </message>
    <message>
        <source>The folder %1 can not be made.</source>
        <translation>No se puede crear la carpeta %1.</translation>
    </message>
    <message>
        <source>Practiceline is already open</source>
        <translation>Practiceline ya está abierto</translation>
    </message>
    <message>
        <source>Practiceline is already open with this data, but does not answer. Close it or restart the computer, then try again.</source>
        <translation>Practiceline ya está abierto con estos datos, pero no responde. Ciérrelo o reinicie el equipo e inténtelo de nuevo.</translation>
    </message>
</context>
</TS>
